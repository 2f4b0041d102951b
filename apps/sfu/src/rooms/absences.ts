import type { PeerId } from '@plenary/protocol';
import type { Peer } from './peer.ts';

/**
 * How a socket was lost. `away`: its other end closed it and said that it goes away, as browsers do for a page that is
 * no more, and some proxies when they start anew; `cut`: it closed it without a word; `silent`: nothing came any more.
 */
export type SocketLoss = 'away' | 'cut' | 'silent';

/** How a peer whose socket was closed is looked at: how often, and for how long nothing may come, in milliseconds. */
const LOOKS = {
  // From one whose program still runs something arrives at least every 3 s (Chromium's interval for STUN).
  away: { everyMs: 500, quietMs: 3_500 },
  // A network that broke may hold up media as well, and a client that comes back has to find its way first.
  cut: { everyMs: 1_500, quietMs: 6_000 },
} as const;

interface Absence {
  readonly grace: NodeJS.Timeout;
  readonly look: NodeJS.Timeout | null;
}

export interface AbsencesOptions {
  /** How long a peer outlives its socket, in milliseconds. */
  readonly graceMs: number;
  /** The client did not come back. */
  readonly over: (peerId: PeerId) => void;
}

/**
 * Peers without a socket. Their media go on, and their client may take them up again within the grace period.
 * A program that ended has its socket cut, and nothing comes over its transports either: that is noticed sooner,
 * so that nobody looks at the frozen picture of someone who has gone.
 */
export class Absences {
  readonly #options: AbsencesOptions;
  readonly #absent = new Map<PeerId, Absence>();

  constructor(options: AbsencesOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#absent.size;
  }

  begin(peer: Peer, loss: SocketLoss): void {
    this.end(peer.id);
    const { graceMs, over } = this.#options;
    const grace = setTimeout(() => over(peer.id), graceMs).unref();
    this.#absent.set(peer.id, { grace, look: loss === 'silent' ? null : this.#watch(peer, loss) });
  }

  /** The client is back, or the peer's stay is over. */
  end(peerId: PeerId): void {
    const absence = this.#absent.get(peerId);
    if (absence !== undefined) {
      clearTimeout(absence.grace);
      if (absence.look !== null) {
        clearInterval(absence.look);
      }
      this.#absent.delete(peerId);
    }
  }

  close(): void {
    [...this.#absent.keys()].forEach((id) => this.end(id));
  }

  #watch(peer: Peer, loss: keyof typeof LOOKS): NodeJS.Timeout {
    const { everyMs, quietMs } = LOOKS[loss];
    let last: number | null = null;
    let since = performance.now();
    const look = async (): Promise<void> => {
      const bytes = (await peer.seat?.media.bytesReceived()) ?? null;
      if (this.#absent.get(peer.id)?.look !== timer) {
        return;
      }
      // Media that can't be asked, or were just made anew, say nothing.
      if (bytes === null || bytes !== last) {
        last = bytes;
        since = performance.now();
      } else if (performance.now() - since >= quietMs) {
        this.#options.over(peer.id);
      }
    };
    const timer = setInterval(() => void look(), everyMs).unref();
    return timer;
  }
}
