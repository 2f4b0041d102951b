import type { PeerId } from '@plenary/protocol';
import { Departed, type Earlier } from './departed.ts';
import type { Peer } from './peer.ts';

/** Whether two stays are of the same client: it comes with the token that it was given, or that it came with before. */
const isOf = (peer: Peer, resumeToken: string): boolean =>
  peer.resumeToken === resumeToken || peer.cameWith === resumeToken;

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

  /** Ends the client's earlier stays. @returns what the new one takes up of them; `null` when there were none */
  replace(resumeToken: string | undefined): Earlier | null {
    if (resumeToken === undefined) {
      return null;
    }
    let earlier = this.#departed.take(resumeToken);
    for (const peer of this.#options.joining) {
      if (isOf(peer, resumeToken)) {
        this.#outdone.add(peer);
        earlier ??= { id: peer.id, role: peer.role, present: true };
      }
    }
    for (const peer of [...this.#options.peers.values()]) {
      if (isOf(peer, resumeToken)) {
        earlier = { id: peer.id, role: peer.role, present: true };
        this.#options.replace(peer.id);
      }
    }
    return earlier;
  }

  /** Whether a later join of the same client came meanwhile. */
  isOutdone(peer: Peer): boolean {
    return this.#outdone.has(peer);
  }

  /** The stay ended without the person's will; they may come back. */
  departed({ resumeToken, id, role, isPerson }: Peer): void {
    if (isPerson) {
      this.#departed.add(resumeToken, { id, role });
    }
  }
}
