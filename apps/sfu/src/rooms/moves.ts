import type { PeerId } from '@plenary/protocol';
import type { Logger } from '../logger.ts';
import type { Distribution } from './distribution.ts';
import type { Peer, Seat } from './peer.ts';
import type { RoomMedia } from './ports.ts';
import type { Tracks } from './tracks.ts';

/** Why a peer moves: its worker is to be given up, or is gone. */
export type MoveReason = 'drain' | 'workerLost';

/** How long a client may take to make use of its new media, in milliseconds; then the old ones go anyway. */
const READY_TIMEOUT_MS = 15_000;
/** Others still play what they have of the old tracks for so long after the client is done, in milliseconds. */
const OVERLAP_MS = 2_000;

export interface MovesOptions {
  readonly peers: ReadonlyMap<PeerId, Peer>;
  readonly media: RoomMedia;
  readonly distribution: Distribution;
  readonly logger: Logger;
  readonly tracks: Tracks;
  /** No media could be had for the peer: its stay ends. */
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

  constructor(options: MovesOptions) {
    this.#options = options;
  }

  start(peerIds: readonly PeerId[], reason: MoveReason): void {
    for (const id of peerIds) {
      const peer = this.#options.peers.get(id);
      if (peer !== undefined) {
        this.#move(peer, reason).catch((error: unknown) => {
          this.#options.logger.error({ peerId: id, reason, err: error }, 'peer could not be moved');
          if (peer.seat === null) {
            this.#options.failed(id);
          }
        });
      }
    }
  }

  /** The client uses its new media. */
  ready(peer: Peer): void {
    const { seat } = peer;
    setTimeout(() => this.#finish(peer, seat), OVERLAP_MS).unref();
  }

  async #move(peer: Peer, reason: MoveReason): Promise<void> {
    const { tracks, logger } = this.#options;
    if (reason === 'workerLost' && peer.seat?.media.lost === false) {
      // Only the seat that it was moving away from is gone.
      this.#finish(peer, peer.seat);
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
      await this.#reseat(peer);
    } finally {
      this.#underWay.delete(peer.id);
    }
    logger.info({ peerId: peer.id, reason, ms: Math.round(performance.now() - started) }, 'peer moved to another worker');
    const { seat } = peer;
    setTimeout(() => this.#finish(peer, seat), READY_TIMEOUT_MS).unref();
  }

  async #reseat(peer: Peer): Promise<void> {
    const { media, distribution, tracks, peers } = this.#options;
    const { seat, next, consumers } = await retried(async () => {
      const made = await media.createPeer(peer.id, peer.rtpCapabilities);
      const to = distribution.seat(peer, made);
      const first = await to.subscriptions.first();
      if (made.lost) {
        to.subscriptions.close();
        made.close();
        throw new Error('the worker went while the peer moved to it');
      }
      return { next: made, seat: to, consumers: first };
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
      payload: { sendTransport: next.sendTransport, recvTransport: next.recvTransport, iceServers: [], consumers },
    });
    distribution.update(peer.id);
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
