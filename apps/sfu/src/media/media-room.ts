import type { HlsStatus, PeerId, RoomId, RtpCapabilities, Speaker } from '@plenary/protocol';
import type { types } from 'mediasoup';
import type { Config } from '../config.ts';
import { Gathering } from '../gathering.ts';
import type { Logger } from '../logger.ts';
import type {
  CreateRoomMedia, LiveOutput, PeerMedia, PlayerMedia, ProgrammeTracks, RoomMedia, RoomMediaEvents,
} from '../rooms/ports.ts';
import type { HlsOutputs } from './hls/outputs.ts';
import { openTap } from './hls/tap.ts';
import { MediaPeer } from './media-peer.ts';
import { ProgramFeed } from './program.ts';
import { RoomRouter } from './room-router.ts';
import type { MediaTotals } from './totals.ts';
import type { MediaWorker, WorkerPool } from './worker-pool.ts';

/**
 * How long the first who is connected again after a worker was lost waits for the others, in milliseconds. One key frame
 * of each publisher serves them all then: key frames of a layer are a second apart, and whoever came just after the
 * first would look at a frozen picture for that long.
 */
const TOGETHER_MS = 250;

export interface MediaRoomOptions {
  readonly config: Config['media'];
  readonly pool: WorkerPool;
  readonly totals: MediaTotals;
  readonly hls: HlsOutputs;
  readonly logger: Logger;
}

/** `CreateRoomMedia` with real workers. */
export function roomMediaFactory(options: MediaRoomOptions): CreateRoomMedia {
  return (roomId, events) => new MediaRoom(options, roomId, events);
}

/** The media of one room: a router on each worker that its peers are on, and the way between them. */
class MediaRoom implements RoomMedia {
  readonly #options: MediaRoomOptions;
  readonly #events: RoomMediaEvents;
  readonly #roomId: RoomId;
  readonly #logger: Logger;
  /** By worker; a router being made is shared by all who wait for it. */
  readonly #routers = new Map<MediaWorker, Promise<RoomRouter>>();
  readonly #peers = new Map<MediaPeer, PeerId>();
  readonly #players = new Set<PeerId>();
  /** Where each producer comes from, so that others can reach it. */
  readonly #origins = new Map<string, { readonly at: RoomRouter; readonly producer: types.Producer }>();
  readonly #program: ProgramFeed;
  /** Who is heard, by router. */
  readonly #heard = new Map<RoomRouter, readonly Speaker[]>();
  /** Set while those who lost their media together ask for new ones. */
  #gathering: Gathering | null = null;
  readonly #unlisten: () => void;
  #closed = false;

  constructor(options: MediaRoomOptions, roomId: RoomId, events: RoomMediaEvents) {
    this.#options = options;
    this.#events = events;
    this.#roomId = roomId;
    this.#logger = options.logger.child({ roomId });
    this.#program = new ProgramFeed({
      logger: this.#logger,
      originOf: (producerId) => {
        const origin = this.#origins.get(producerId);
        return origin === undefined ? undefined : { router: origin.at.router, producer: origin.producer };
      },
      ended: () => events.lost([...this.#players]),
    });
    this.#unlisten = options.pool.listen({
      gone: (worker) => this.#workerGone(worker),
      draining: (worker) => {
        const peerIds = this.#peersOn(worker);
        if (peerIds.length > 0) {
          events.draining(peerIds);
        }
      },
    });
  }

  async createPeer(peerId: PeerId, rtpCapabilities: RtpCapabilities, publishes: boolean): Promise<PeerMedia> {
    const gathering = this.#gathering;
    const capabilities = rtpCapabilities as types.RtpCapabilities;
    const worker = await this.#options.pool.place((candidate) => this.#routers.has(candidate));
    // Counted before the transports stand, so that a storm of joins spreads.
    worker.peers++;
    try {
      const router = await this.#router(worker);
      const peer: MediaPeer = await MediaPeer.create({
        ...this.#options,
        router,
        rtpCapabilities: capabilities,
        publishes,
        gathering,
        reach: (producerId) => this.#reach(producerId, router, capabilities),
        produced: (producer, source) => {
          this.#origins.set(producer.id, { at: router, producer });
          producer.observer.once('close', () => this.#origins.delete(producer.id));
          if (source === 'mic') {
            router.listenTo(producer, peerId);
          }
        },
        unconnected: (which) => this.#events.unconnected(peerId, peer, which),
        closed: () => {
          worker.peers--;
          this.#peers.delete(peer);
          this.#closeIfUnused(worker, router);
        },
      });
      this.#peers.set(peer, peerId);
      return peer;
    } catch (error) {
      worker.peers--;
      throw error;
    }
  }

  async openHls(changed: (status: HlsStatus) => void): Promise<LiveOutput> {
    return await this.#options.hls.open(this.#roomId, {
      logger: this.#logger,
      changed,
      openTap: async (producerId, events) => {
        const origin = this.#origins.get(producerId);
        if (origin === undefined) {
          throw new Error('the track has ended');
        }
        return await openTap(origin.at.router, producerId, events);
      },
    });
  }

  async createPlayer(peerId: PeerId, rtpCapabilities: RtpCapabilities): Promise<PlayerMedia> {
    const worker = await this.#options.pool.place((candidate) => this.#routers.has(candidate));
    const router = await this.#program.enter(worker, rtpCapabilities);
    worker.peers++;
    this.#players.add(peerId);
    const left = (): void => {
      worker.peers--;
      this.#players.delete(peerId);
      this.#program.leave(router);
    };
    try {
      const media: MediaPeer = await MediaPeer.create({
        ...this.#options,
        router,
        rtpCapabilities: rtpCapabilities as types.RtpCapabilities,
        publishes: false,
        gathering: null,
        reach: async () => () => undefined,
        produced: () => undefined,
        unconnected: (which) => this.#events.unconnected(peerId, media, which),
        closed: () => {
          this.#peers.delete(media);
          left();
        },
      });
      this.#peers.set(media, peerId);
      const tracks = router.producers.map(({ id, kind }) =>
        ({ producerId: id, peerId, source: kind === 'audio' ? 'mic' as const : 'camera' as const }));
      return { media, tracks };
    } catch (error) {
      left();
      throw error;
    }
  }

  showProgramme(candidates: ProgrammeTracks): readonly string[] {
    return this.#program.show(candidates);
  }

  close(): void {
    this.#closed = true;
    this.#program.close();
    this.#unlisten();
    for (const router of this.#routers.values()) {
      router.then((made) => made.close(), () => undefined);
    }
    this.#routers.clear();
  }

  /**
   * Makes a track available on a router, through a pipe when it comes from another worker.
   * @returns `null` when it can't be decoded with these capabilities: no pipe is made for that
   */
  async #reach(producerId: string, router: RoomRouter, rtpCapabilities: types.RtpCapabilities): Promise<(() => void) | null> {
    const origin = this.#origins.get(producerId);
    if (origin === undefined) {
      throw new Error('the track has ended');
    }
    if (!origin.at.router.canConsume({ producerId, rtpCapabilities })) {
      return null;
    }
    return origin.at === router ? () => undefined : await router.lease(origin.at, producerId);
  }

  #router(worker: MediaWorker): Promise<RoomRouter> {
    let making = this.#routers.get(worker);
    if (making === undefined) {
      making = RoomRouter.create({
        worker,
        logger: this.#logger,
        heard: (router, speakers) => this.#hear(router, speakers),
      });
      this.#routers.set(worker, making);
      making.then(
        (router) => this.#closed && router.close(),
        // A failed one is forgotten, so that the next peer tries again.
        () => this.#routers.get(worker) === making && this.#routers.delete(worker),
      );
    }
    return making;
  }

  /** A room that shrank, or moved away, leaves nothing on a worker. */
  #closeIfUnused(worker: MediaWorker, router: RoomRouter): void {
    const used = worker.state !== 'draining' || [...this.#peers.keys()].some((peer) => peer.worker === worker);
    if (!used) {
      this.#routers.delete(worker);
      this.#heard.delete(router);
      router.close();
    }
  }

  #workerGone(worker: MediaWorker): void {
    const peerIds = this.#peersOn(worker);
    const router = this.#routers.get(worker);
    this.#routers.delete(worker);
    router?.then((made) => {
      this.#heard.delete(made);
      made.close();
    }, () => undefined);
    for (const peer of this.#peers.keys()) {
      if (peer.worker === worker) {
        peer.lose();
      }
    }
    if (peerIds.length > 0) {
      // Rooms ask for the new media of all of them within this call.
      this.#gathering = new Gathering(peerIds.length, TOGETHER_MS);
      this.#events.lost(peerIds);
      this.#gathering = null;
    }
  }

  #peersOn(worker: MediaWorker): PeerId[] {
    return [...this.#peers].filter(([peer]) => peer.worker === worker).map(([, peerId]) => peerId);
  }

  #hear(router: RoomRouter, speakers: readonly Speaker[]): void {
    this.#heard.set(router, speakers);
    const all = [...this.#heard.values()].flat().sort((a, b) => b.level - a.level);
    this.#events.speakers(all);
  }
}
