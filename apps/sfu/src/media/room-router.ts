import type { PeerId, Speaker } from '@plenary/protocol';
import type { types } from 'mediasoup';
import type { Logger } from '../logger.ts';
import { MEDIA_CODECS } from './codecs.ts';
import type { MediaWorker } from './worker-pool.ts';
import { closeAnyway } from './worker-process.ts';

/** Who counts as speaking: louder than this, in dBov, looked at this often, in milliseconds. */
const SPEAKING = { threshold: -55, interval: 300, maxEntries: 12 };

export interface RoomRouterOptions {
  readonly worker: MediaWorker;
  readonly logger: Logger;
  readonly heard: (router: RoomRouter, speakers: readonly Speaker[]) => void;
}

/** A track that comes over a pipe: it lives as long as somebody here has leased it. */
interface Pipe {
  readonly made: Promise<types.Producer>;
  leases: number;
}

/** A room's router on one worker: whose microphones are heard there, and the tracks piped to it. */
export class RoomRouter {
  readonly worker: MediaWorker;
  readonly router: types.Router;
  readonly #levels: types.AudioLevelObserver;
  readonly #logger: Logger;
  readonly #peerOfMic = new Map<string, PeerId>();
  /** By producer id: one pipe each, and one attempt at a time, shared by all who wait for it. */
  readonly #pipes = new Map<string, Pipe>();

  private constructor(options: RoomRouterOptions, router: types.Router, levels: types.AudioLevelObserver) {
    this.worker = options.worker;
    this.router = router;
    this.#levels = levels;
    this.#logger = options.logger;
    levels.on('volumes', (volumes) => {
      options.heard(this, volumes.flatMap(({ producer, volume }) => {
        const peerId = this.#peerOfMic.get(producer.id);
        return peerId === undefined ? [] : [{ peerId, level: volume }];
      }));
    });
    levels.on('silence', () => options.heard(this, []));
  }

  static async create(options: RoomRouterOptions): Promise<RoomRouter> {
    const router = await options.worker.worker.createRouter({ mediaCodecs: MEDIA_CODECS });
    try {
      return new RoomRouter(options, router, await router.createAudioLevelObserver(SPEAKING));
    } catch (error) {
      router.close();
      throw error;
    }
  }

  /** Lets a microphone on this router count for who speaks. */
  listenTo(producer: types.Producer, peerId: PeerId): void {
    const producerId = producer.id;
    this.#peerOfMic.set(producerId, peerId);
    producer.observer.once('close', () => this.#peerOfMic.delete(producerId));
    this.#levels.addProducer({ producerId }).catch((error: unknown) => {
      // The producer or the router may have closed meanwhile; anything else leaves one speaker unmarked.
      this.#logger.debug({ producerId, err: error }, 'speaker detection not started for a track');
    });
  }

  /**
   * Brings a track of another worker here, once for all who want it. mediasoup's pipe carries its pausing,
   * resuming and closing. A failed attempt is forgotten, so that the next consumer tries again.
   * @returns how to give the track back; with the last one given back the pipe closes.
   */
  async lease(origin: RoomRouter, producerId: string): Promise<() => void> {
    let pipe = this.#pipes.get(producerId);
    if (pipe === undefined) {
      pipe = this.#open(origin, producerId);
    }
    const leased = pipe;
    leased.leases++;
    await leased.made;
    let given = false;
    return () => {
      if (!given) {
        given = true;
        this.#giveBack(producerId, leased);
      }
    };
  }

  #open(origin: RoomRouter, producerId: string): Pipe {
    const pipe: Pipe = { made: this.#pipe(origin, producerId), leases: 0 };
    this.#pipes.set(producerId, pipe);
    pipe.made.then(
      // This very pipe: by then another may have taken its place.
      (producer) => producer.observer.once('close', () => this.#forget(producerId, pipe)),
      () => this.#forget(producerId, pipe),
    );
    return pipe;
  }

  #giveBack(producerId: string, pipe: Pipe): void {
    pipe.leases--;
    if (pipe.leases === 0) {
      this.#forget(producerId, pipe);
      pipe.made.then(closeAnyway, () => undefined);
    }
  }

  #forget(producerId: string, pipe: Pipe): void {
    if (this.#pipes.get(producerId) === pipe) {
      this.#pipes.delete(producerId);
    }
  }

  close(): void {
    closeAnyway(this.router);
  }

  async #pipe(origin: RoomRouter, producerId: string): Promise<types.Producer> {
    const { pipeProducer } = await origin.router.pipeToRouter({ producerId, router: this.router });
    if (pipeProducer === undefined) {
      throw new Error('no pipe was made');
    }
    return pipeProducer;
  }
}
