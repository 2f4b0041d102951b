import type { PeerId, RtpCapabilities } from '@plenary/protocol';
import type { types } from 'mediasoup';
import type { Config } from '../config.ts';
import type { Logger } from '../logger.ts';
import type { CreateRoomMedia, PeerMedia, RoomMedia, RoomMediaEvents } from '../rooms/ports.ts';
import { MEDIA_CODECS } from './codecs.ts';
import { MediaPeer } from './media-peer.ts';
import type { MediaTotals } from './totals.ts';
import type { MediaWorker, WorkerPool } from './worker-pool.ts';

/** Who counts as speaking: louder than this, in dBov, looked at this often, in milliseconds. */
const SPEAKING = { threshold: -55, interval: 400, maxEntries: 6 };

export interface MediaRoomOptions {
  readonly config: Config['media'];
  readonly pool: WorkerPool;
  readonly totals: MediaTotals;
  readonly logger: Logger;
}

/** `CreateRoomMedia` with real workers: a router on the least loaded one. */
export function roomMediaFactory(options: MediaRoomOptions): CreateRoomMedia {
  return async (_roomId, events) => {
    const worker = options.pool.leastLoaded();
    const router = await worker.worker.createRouter({ mediaCodecs: MEDIA_CODECS });
    try {
      const levels = await router.createAudioLevelObserver(SPEAKING);
      return new MediaRoom(options, worker, router, levels, events);
    } catch (error) {
      router.close();
      throw error;
    }
  };
}

/** The media of one room: its router, and who speaks on it. Closing the router closes all that is on it. */
class MediaRoom implements RoomMedia {
  readonly #options: MediaRoomOptions;
  readonly #worker: MediaWorker;
  readonly #router: types.Router;
  readonly #levels: types.AudioLevelObserver;
  readonly #peerOfMic = new Map<string, PeerId>();

  constructor(
    options: MediaRoomOptions,
    worker: MediaWorker,
    router: types.Router,
    levels: types.AudioLevelObserver,
    events: RoomMediaEvents,
  ) {
    this.#options = options;
    this.#worker = worker;
    this.#router = router;
    this.#levels = levels;
    levels.on('volumes', (volumes) => {
      events.speakers(volumes.flatMap(({ producer, volume }) => {
        const peerId = this.#peerOfMic.get(producer.id);
        return peerId === undefined ? [] : [{ peerId, level: volume }];
      }));
    });
    levels.on('silence', () => events.speakers([]));
    router.on('workerclose', () => events.lost());
  }

  async createPeer(peerId: PeerId, rtpCapabilities: RtpCapabilities): Promise<PeerMedia> {
    // Counted before the transports stand, so that a storm of joins spreads.
    this.#worker.peers++;
    try {
      return await MediaPeer.create({
        ...this.#options,
        router: this.#router,
        webRtcServer: this.#worker.webRtcServer,
        rtpCapabilities: rtpCapabilities as types.RtpCapabilities,
        micOpened: (producerId) => this.#listen(producerId, peerId),
        micClosed: (producerId) => this.#peerOfMic.delete(producerId),
        closed: () => this.#worker.peers--,
      });
    } catch (error) {
      this.#worker.peers--;
      throw error;
    }
  }

  close(): void {
    this.#router.close();
  }

  #listen(producerId: string, peerId: PeerId): void {
    this.#peerOfMic.set(producerId, peerId);
    this.#levels.addProducer({ producerId }).catch((error: unknown) => {
      // The producer or the router may have closed meanwhile; anything else leaves one speaker unmarked.
      this.#options.logger.debug({ producerId, err: error }, 'speaker detection not started for a track');
    });
  }
}
