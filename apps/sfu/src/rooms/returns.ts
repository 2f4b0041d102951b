import type { PeerId } from '@plenary/protocol';
import { Awaited } from './awaited.ts';
import { Departed, type Earlier } from './departed.ts';
import { digestOf, digestOrNull } from './digest.ts';
import type { RoomHandover, StayRecord } from './handover.ts';
import type { JoinOptions } from './joining.ts';
import type { Peer } from './peer.ts';
import type { RoleHolder } from './roles.ts';

/** Someone who comes in, as far as it tells who they are. */
export type Returning = Pick<JoinOptions, 'resumeToken' | 'identity' | 'receives' | 'pass' | 'watch'>;

/** Whether a stay is of the same client: it comes with the token that it was given, or that it came with before. */
const isResumed = (peer: Peer, { resumeToken, identity }: Returning): boolean =>
  resumeToken !== undefined && peer.identity === identity
  && (peer.resumeToken === resumeToken || peer.cameWith === resumeToken);

/** Whether a stay is of the same person, who is known by their join token. */
const isSamePerson = (peer: Peer, { identity, receives = 'tracks' }: Returning): boolean =>
  identity !== null && peer.identity === identity && peer.receives === receives;

/** Digests never change, and the record of a room is asked for every few seconds. */
const marks = new WeakMap<Peer, Pick<StayRecord, 'tokens' | 'identity'>>();

function recordOf(peer: Peer): StayRecord {
  const { resumeToken, cameWith, identity, id, role } = peer;
  let known = marks.get(peer);
  if (known === undefined) {
    const tokens = cameWith === undefined ? [resumeToken] : [resumeToken, cameWith];
    known = { tokens: tokens.map(digestOf), identity: digestOrNull(identity) };
    marks.set(peer, known);
  }
  return { ...known, id, role };
}

export interface ReturnsOptions {
  readonly peers: ReadonlyMap<PeerId, Peer>;
  /** Those on their way in. */
  readonly joining: ReadonlySet<Peer>;
  /** Ends a stay that another one takes the place of. */
  readonly replace: (peerId: PeerId) => void;
  /** Of the room in the process before this one. */
  readonly earlier?: Pick<RoomHandover, 'present' | 'departed'> | null;
}

/** Clients that were here before: of the stays of one client, the youngest counts. */
export class Returns {
  readonly #options: ReturnsOptions;
  readonly #departed = new Departed();
  /** On their way in, and outdone by a later join of the same client. */
  readonly #outdone = new WeakSet<Peer>();
  /** Those who were here when the process before this one ended. */
  readonly #awaited: Awaited;

  constructor(options: ReturnsOptions) {
    this.#options = options;
    this.#awaited = new Awaited(options.earlier?.present ?? []);
    options.earlier?.departed.forEach((stay) => this.#departed.add(stay, stay.at));
  }

  /** Hosts who may still come back after the server's restart: nobody takes their place meanwhile. */
  get hostsAwaited(): RoleHolder[] {
    return this.#awaited.all.filter(({ role }) => role === 'host');
  }

  /** For the next process. Players and encoders come anew. */
  get record(): Pick<RoomHandover, 'present' | 'departed'> {
    const people = [...this.#options.peers.values(), ...this.#options.joining].filter(({ isPerson }) => isPerson);
    const ids = new Set(people.map(({ id }) => id));
    const missing = this.#awaited.all.filter(({ id }) => !ids.has(id));
    return { present: [...people.map(recordOf), ...missing], departed: this.#departed.all };
  }

  /** The peer that a client may take up again. */
  find(resumeToken: string): Peer | null {
    for (const peer of this.#options.peers.values()) {
      if (peer.resumeToken === resumeToken) {
        return peer;
      }
    }
    return null;
  }

  /** Ends earlier stays of the same client or person. @returns what the new one takes up of them; `null`: nothing */
  replace(comes: Returning): Earlier | null {
    const { resumeToken, identity, pass, watch } = comes;
    let earlier = this.#beforeRestart(comes);
    if (earlier === null && resumeToken !== undefined) {
      earlier = this.#departed.take(resumeToken, identity);
    }
    // A stay has two tokens: whoever comes with the one while the other is on its way in takes its place.
    const takenUp = earlier?.id;
    for (const peer of [...this.#options.joining, ...this.#options.peers.values()]) {
      const resumed = isResumed(peer, comes) || peer.id === takenUp;
      if (resumed || isSamePerson(peer, comes)) {
        const role = resumed ? peer.role : watch ? null : (pass.role ?? peer.role);
        earlier = { id: peer.id, role, present: true };
        if (this.#options.joining.has(peer)) {
          this.#outdone.add(peer);
        } else {
          this.#options.replace(peer.id);
        }
      }
    }
    return earlier;
  }

  /** Whether a later join of the same client came meanwhile. */
  isOutdone(peer: Peer): boolean {
    return this.#outdone.has(peer);
  }

  /** Somebody is in. */
  came({ id }: Peer): void {
    this.#awaited.came(id);
  }

  /**
   * Time is up for those who were to come back after the restart: they are as others whose connection was lost.
   * @returns them
   */
  stopAwaiting(): StayRecord[] {
    const missing = this.#awaited.giveUp();
    const isHost = ({ role }: StayRecord): number => Number(role === 'host');
    // Hosts last: of very many it is the first that are forgotten.
    [...missing].sort((a, b) => isHost(a) - isHost(b)).forEach((stay) => this.#departed.add(stay));
    return missing;
  }

  /** The stay ended without the person's will; they may come back. */
  departed(peer: Peer): void {
    if (peer.isPerson) {
      this.#departed.add({ ...recordOf(peer), tokens: [digestOf(peer.resumeToken)] });
    }
  }

  #beforeRestart(comes: Returning): Earlier | null {
    const known = this.#awaited.recognise(comes);
    if (known === null) {
      return null;
    }
    const { stay: { id, role }, by } = known;
    return { id, role: by === 'token' ? role : comes.watch ? null : (comes.pass.role ?? role), present: false };
  }
}
