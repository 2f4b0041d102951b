import { TRACK_SOURCES, type RoomId, type TrackSource } from '@plenary/protocol';
import type { EndReason, Peer } from './peer.ts';
import type { Participant, Statement, StateFact } from './ports.ts';

/**
 * States what happened in a room to those outside who want to know. A room has begun when somebody is in it; a source
 * is published from when others can have it until they can't, whatever tracks carry it meanwhile.
 */
export class Statements {
  readonly #roomId: RoomId;
  readonly #tell: StateFact;
  readonly #published = new Map<Peer, Set<TrackSource>>();
  #started = false;

  constructor(roomId: RoomId, tell: StateFact) {
    this.#roomId = roomId;
    this.#tell = tell;
  }

  came(peer: Peer): void {
    if (!this.#started) {
      this.#started = true;
      this.#state({ type: 'roomStarted' });
    }
    this.#published.set(peer, new Set());
    this.#state({ type: 'participantJoined', participant: participantOf(peer) });
    this.tracksChanged(peer);
  }

  /** Does nothing for a peer that is not in the room yet, or no longer. */
  tracksChanged(peer: Peer): void {
    const before = this.#published.get(peer);
    if (before === undefined) {
      return;
    }
    const now = new Set([...peer.tracks.values()].map(({ source }) => source));
    this.#published.set(peer, now);
    const participant = participantOf(peer);
    for (const source of TRACK_SOURCES) {
      if (before.has(source) !== now.has(source)) {
        this.#state({ type: now.has(source) ? 'trackPublished' : 'trackUnpublished', participant, source });
      }
    }
  }

  /** After its tracks ended. */
  left(peer: Peer, reason: EndReason): void {
    this.tracksChanged(peer);
    this.#published.delete(peer);
    this.#state({ type: 'participantLeft', participant: participantOf(peer), reason });
  }

  ended(): void {
    if (this.#started) {
      this.#state({ type: 'roomEnded' });
    }
  }

  #state(fact: Statement['fact']): void {
    this.#tell({ roomId: this.#roomId, at: Date.now(), fact });
  }
}

const KIND_OF = { tracks: 'person', programme: 'player', nothing: 'encoder' } as const;

function participantOf({ id, identity, name, role, receives }: Peer): Participant {
  return { id, identity, name, role, kind: KIND_OF[receives] };
}
