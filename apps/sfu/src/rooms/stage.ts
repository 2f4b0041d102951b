import { CallError, type PeerId, type Role } from '@plenary/protocol';
import type { Logger } from '../logger.ts';
import type { Distribution } from './distribution.ts';
import type { Hands } from './hands.ts';
import type { Peer } from './peer.ts';
import { successor, type RoleHolder } from './roles.ts';
import type { Roster } from './roster.ts';
import type { Tracks } from './tracks.ts';

export interface StageOptions {
  readonly peers: ReadonlyMap<PeerId, Peer>;
  readonly roster: Roster;
  readonly hands: Hands;
  readonly tracks: Tracks;
  readonly distribution: Distribution;
  readonly logger: Logger;
  /** Places on the stage that are free. */
  readonly placesLeft: () => number;
  /** A peer has another role now. */
  readonly roleChanged: (peer: Peer) => void;
  /** A place became free. */
  readonly freed: () => void;
}

/** Who is on the stage: roles change in place, while a peer's socket and what it receives go on. */
export class Stage {
  readonly #options: StageOptions;

  constructor(options: StageOptions) {
    this.#options = options;
  }

  /** @throws {CallError} `NOT_FOUND`, `LIMIT_EXCEEDED` when the stage is full, `CONFLICT` for the last host */
  setRole(peerId: PeerId, role: Role): void {
    const peer = this.#options.peers.get(peerId);
    if (peer === undefined) {
      throw new CallError('NOT_FOUND', 'nobody here has this id');
    }
    if (peer.role === role) {
      return;
    }
    if (!peer.isPerson && role !== 'viewer') {
      throw new CallError('CONFLICT', 'an encoder or a player stays what it is');
    }
    if (peer.role === 'host' && !this.#hasHostBeside(peer)) {
      throw new CallError('CONFLICT', 'the last host stays host');
    }
    if (peer.role === 'viewer' && this.#options.placesLeft() <= 0) {
      throw new CallError('LIMIT_EXCEEDED', 'the stage is full');
    }
    this.#apply(peer, role);
  }

  /** Takes somebody's hand down, and tells them. */
  lowerHand(peerId: PeerId): void {
    if (this.#options.hands.lower(peerId)) {
      this.#options.peers.get(peerId)?.link.notify({ name: 'handLowered', payload: {} });
    }
  }

  /** Where no host is left, someone becomes it. @param coming those on their way in: a host may come back just now */
  ensureHost(coming: Iterable<RoleHolder>): void {
    if ([...coming].some(({ role }) => role === 'host')) {
      return;
    }
    const next = successor([...this.#options.roster.stage()].filter(({ isPerson }) => isPerson));
    if (next !== null) {
      this.#apply(next, 'host');
    }
  }

  #apply(peer: Peer, role: Role): void {
    const { roster, hands, tracks, distribution, logger, freed } = this.#options;
    const crosses = (peer.role === 'viewer') !== (role === 'viewer');
    peer.role = role;
    peer.link.notify({ name: 'roleChanged', payload: { role } });
    if (crosses) {
      const onStage = role !== 'viewer';
      if (onStage) {
        hands.lower(peer.id);
        peer.link.notify({ name: 'handsChanged', payload: hands.state });
      } else {
        tracks.endAll(peer);
        distribution.speakers.remove(peer.id);
      }
      peer.link.setOnStage(onStage);
      roster.crossed(peer);
      distribution.changed();
      freed();
    } else {
      roster.changed(peer);
    }
    this.#options.roleChanged(peer);
    logger.info({ peerId: peer.id, role }, 'role changed');
  }

  #hasHostBeside(peer: Peer): boolean {
    return [...this.#options.roster.stage()].some((other) => other !== peer && other.role === 'host');
  }
}
