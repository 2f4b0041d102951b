import type { PeerId } from '@plenary/protocol';
import { Departed, type Earlier } from './departed.ts';
import type { JoinOptions } from './joining.ts';
import type { Peer } from './peer.ts';

/** Someone who comes in, as far as it tells who they are. */
export type Returning = Pick<JoinOptions, 'resumeToken' | 'identity' | 'receives' | 'pass' | 'watch'>;

/** Whether a stay is of the same client: it comes with the token that it was given, or that it came with before. */
const isResumed = (peer: Peer, { resumeToken, identity }: Returning): boolean =>
  resumeToken !== undefined && peer.identity === identity
  && (peer.resumeToken === resumeToken || peer.cameWith === resumeToken);

/** Whether a stay is of the same person, who is known by their join token. */
const isSamePerson = (peer: Peer, { identity, receives = 'tracks' }: Returning): boolean =>
  identity !== null && peer.identity === identity && peer.receives === receives;

export interface ReturnsOptions {
  readonly peers: ReadonlyMap<PeerId, Peer>;
  /** Those on their way in. */
  readonly joining: ReadonlySet<Peer>;
  /** Ends a stay that another one takes the place of. */
  readonly replace: (peerId: PeerId) => void;
}

/** Clients that were here before: of the stays of one client, the youngest counts. */
export class Returns {
  readonly #options: ReturnsOptions;
  readonly #departed = new Departed();
  /** On their way in, and outdone by a later join of the same client. */
  readonly #outdone = new WeakSet<Peer>();

  constructor(options: ReturnsOptions) {
    this.#options = options;
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
    let earlier = resumeToken === undefined ? null : this.#departed.take(resumeToken, identity);
    for (const peer of [...this.#options.joining, ...this.#options.peers.values()]) {
      const resumed = isResumed(peer, comes);
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

  /** The stay ended without the person's will; they may come back. */
  departed(peer: Peer): void {
    if (peer.isPerson) {
      this.#departed.add(peer);
    }
  }
}
