import type { PeerId } from '@plenary/protocol';
import { Gathering } from '../gathering.ts';
import type { Logger } from '../logger.ts';
import type { Distribution } from './distribution.ts';
import type { Peer, Seat } from './peer.ts';
import type { IceServersFor, PeerMedia, RoomMedia } from './ports.ts';
import type { Tracks } from './tracks.ts';

/** Why a peer moves: its worker is to be given up, or is gone; or its client found no way to the media that it has. */
export type MoveReason = 'drain' | 'workerLost' | 'wayLost';

/** How long a client may take to make use of its new media, in milliseconds; then the old ones go anyway. */
const READY_TIMEOUT_MS = 15_000;
/** Others still play what they have of the old tracks for so long after the client is done, in milliseconds. */
const OVERLAP_MS = 2_000;

/**
 * How long who has new media waits for the tracks of those who lost theirs at the same time, in milliseconds. What comes
 * later than the first batch costs the client another negotiation, one after the other, just when it can least afford it.
 */
const TOGETHER_MS = 150;

/** A drain moves one peer at a time for each so many. */
const PEERS_PER_LANE = 10;
/** How long a lane waits for one client, in milliseconds. */
const LANE_PATIENCE_MS = 5_000;

export interface MovesOptions {
  readonly peers: ReadonlyMap<PeerId, Peer>;
  readonly media: RoomMedia;
  readonly distribution: Distribution;
  readonly logger: Logger;
  readonly tracks: Tracks;
  readonly iceServersFor: IceServersFor;
  /** No media could be had for the peer, or it can't move: its stay ends. */
  readonly failed: (peerId: PeerId) => void;
}

/**
 * Moves peers to another worker in the middle of a call: new media are made first, the client is told, and the
 * old ones are given up when it says that it uses the new (make before break). Where the old ones are gone
 * already, the peer stays in the room as it is and gets new ones as fast as they can be made.
 */
export class Moves {
  readonly #options: MovesOptions;
  readonly #underWay = new Set<PeerId>();
  /** Lanes of a drain that wait for this peer's client. */
  readonly #waiting = new Map<PeerId, () => void>();

  constructor(options: MovesOptions) {
    this.#options = options;
  }

  /**
   * Who lost their media are moved at once; a drain has time, and moves a few at a time to spare everyone's machine.
   * Encoders and players know no way to move: their stay ends, and they come again.
   */
  start(concerned: readonly PeerId[], reason: MoveReason): void {
    const { peers, failed } = this.#options;
    concerned.filter((id) => peers.get(id)?.isPerson === false).forEach((id) => failed(id));
    const peerIds = concerned.filter((id) => peers.has(id));
    const lanes = reason === 'drain' ? Math.ceil(peerIds.length / PEERS_PER_LANE) : peerIds.length;
    const left = [...peerIds];
    const together = reason === 'workerLost' ? new Gathering(peerIds.length, TOGETHER_MS) : null;
    for (let lane = 0; lane < lanes; lane++) {
      void this.#runLane(left, reason, together);
    }
  }

  async #runLane(left: PeerId[], reason: MoveReason, together: Gathering | null): Promise<void> {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      const peer = this.#options.peers.get(id);
      if (peer === undefined) {
        continue;
      }
      try {
        await this.#move(peer, reason, together);
        if (reason === 'drain') {
          await this.#untilReady(peer);
        }
      } catch (error) {
        this.#options.logger.error({ peerId: id, reason, err: error }, 'peer could not be moved');
        if (peer.seat === null || peer.seat.media.deaf) {
          this.#options.failed(id);
        }
      }
    }
  }

  /** New media for a client that asks for them, perhaps where they are. Settles when it has been told of them. */
  async renew(peer: Peer): Promise<void> {
    await this.#move(peer, 'wayLost', null);
  }

  /** A transport was not connected in time: what it was to carry has ended, until its client has found another way. */
  unconnected(peerId: PeerId, media: PeerMedia, which: 'send' | 'recv'): void {
    const { peers, tracks, logger } = this.#options;
    const peer = peers.get(peerId);
    const seat = [peer?.seat, peer?.oldSeat].find((candidate) => candidate?.media === media);
    logger.info({ peerId, which }, 'transport given up, it was not connected in time');
    if (peer?.isPerson === false) {
      this.#options.failed(peerId);
    } else if (which === 'recv') {
      seat?.subscriptions.close();
    } else if (peer !== undefined && peer.seat === seat) {
      tracks.endHere(peer);
    }
  }

  /** What a client that is back goes on with; `null` while other media are made for it, `mediaMoved` follows. */
  takenUp(peer: Peer): PeerMedia | null {
    const media = peer.seat?.media ?? null;
    if (media?.deaf !== true) {
      return media;
    }
    this.start([peer.id], 'wayLost');
    return null;
  }

  /** Settles when the client uses its new media, or after a bounded time. */
  #untilReady(peer: Peer): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(peer.id);
        resolve();
      };
      const timer = setTimeout(done, LANE_PATIENCE_MS).unref();
      this.#waiting.set(peer.id, done);
    });
  }

  /** The client uses its new media. */
  ready(peer: Peer): void {
    const { seat } = peer;
    setTimeout(() => this.#finish(peer, seat), OVERLAP_MS).unref();
    this.#waiting.get(peer.id)?.();
  }

  async #move(peer: Peer, reason: MoveReason, together: Gathering | null): Promise<void> {
    const { tracks, logger } = this.#options;
    if (reason === 'workerLost' && peer.seat?.media.lost === false) {
      // Only the seat that it was moving away from is gone.
      this.#finish(peer, peer.seat);
      void together?.arrive();
      return;
    }
    if (this.#underWay.has(peer.id)) {
      return;
    }
    this.#underWay.add(peer.id);
    const started = performance.now();
    try {
      if (peer.oldSeat !== null) {
        this.#finish(peer, peer.seat);
      }
      if (reason === 'workerLost') {
        peer.loseSeat();
        tracks.markStale(peer, 'orphaned');
      }
      await this.#reseat(peer, together);
    } finally {
      this.#underWay.delete(peer.id);
    }
    logger.info({ peerId: peer.id, reason, ms: Math.round(performance.now() - started) }, 'peer has new media');
    const { seat } = peer;
    setTimeout(() => this.#finish(peer, seat), READY_TIMEOUT_MS).unref();
    if (seat?.media.draining === true) {
      // The drain began while it was on its way there, and passed it over.
      this.start([peer.id], 'drain');
    }
  }

  async #reseat(peer: Peer, together: Gathering | null): Promise<void> {
    const { media, distribution, tracks, peers, iceServersFor, logger } = this.#options;
    const { seat, next, consumers, ahead } = await retried(async () => {
      const made = await media.createPeer(peer.id, peer.rtpCapabilities, peer.tracks.size > 0);
      const to = distribution.seat(peer, made);
      const ahead = together === null ? [] : await tracks.makeAhead(peer, made);
      await together?.arrive();
      const first = await to.subscriptions.first();
      if (made.lost) {
        to.subscriptions.close();
        made.close();
        if (ahead.length > 0) {
          tracks.markStale(peer, 'orphaned');
        }
        throw new Error('the worker went while the peer moved to it');
      }
      return { next: made, seat: to, consumers: first, ahead };
    });
    if (!peers.has(peer.id)) {
      seat.subscriptions.close();
      next.close();
      return;
    }
    if (peer.seat?.media.lost === true) {
      // The old worker went while the new media were made.
      peer.loseSeat();
      tracks.markStale(peer, 'orphaned');
    } else if (peer.seat !== null) {
      tracks.markStale(peer, 'outgoing');
    }
    peer.seat?.subscriptions.freeze();
    peer.oldSeat = peer.seat;
    peer.seat = seat;
    peer.link.notify({
      name: 'mediaMoved',
      payload: {
        sendTransport: next.sendTransport,
        recvTransport: next.recvTransport,
        iceServers: iceServersFor(peer.id),
        consumers,
        lost: peer.oldSeat === null,
      },
    });
    distribution.update(peer.id);
    // Not waited for: where this worker goes too, the peer has to be free to move on.
    tracks.settleAhead(peer, next, ahead).catch((error: unknown) =>
      logger.warn({ peerId: peer.id, err: error }, 'a track made ahead could not follow its client'));
  }

  /** Gives up the old seat, unless the peer has moved on from `seat` meanwhile. */
  #finish(peer: Peer, seat: Seat | null): void {
    if (seat === null || peer.seat !== seat || !this.#options.peers.has(peer.id)) {
      return;
    }
    if (peer.oldSeat !== null || peer.stale.size > 0 || peer.superseded.size > 0) {
      this.#options.tracks.dropStale(peer);
      peer.leaveOldSeat();
    }
  }
}

/** Workers may go one after the other: the next attempt finds another. */
async function retried<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = 2; ; left--) {
    try {
      return await attempt();
    } catch (error) {
      if (left === 0) {
        throw error;
      }
    }
  }
}
