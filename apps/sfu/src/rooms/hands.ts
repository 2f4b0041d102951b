import { LIMITS, type Hand, type Peer, type PeerId } from '@plenary/protocol';
import { Paced } from './paced.ts';
import type { RoomChannel } from './ports.ts';

/** Raised hands are told at most this often, in milliseconds. */
const INTERVAL_MS = 500;

/** Raised hands, in the order in which they were raised. Those on the stage are told. */
export class Hands {
  readonly #raised = new Map<PeerId, Hand>();
  readonly #tell: Paced;

  constructor(channel: RoomChannel) {
    this.#tell = new Paced(INTERVAL_MS, () => channel.broadcast('stage', { name: 'handsChanged', payload: this.state }));
  }

  /** The first of them, as many as are told of by name, and how many there are. */
  get state(): { hands: Hand[]; total: number } {
    return { hands: [...this.#raised.values()].slice(0, LIMITS.handsListed), total: this.#raised.size };
  }

  get ids(): ReadonlySet<PeerId> {
    return new Set(this.#raised.keys());
  }

  isUp(peerId: PeerId): boolean {
    return this.#raised.has(peerId);
  }

  /** @returns the place in the order, from 1 */
  raise({ id, name }: Pick<Peer, 'id' | 'name'>): number {
    if (!this.#raised.has(id)) {
      this.#raised.set(id, { peerId: id, name, raisedAt: Date.now() });
      this.#tell.ask();
    }
    return [...this.#raised.keys()].indexOf(id) + 1;
  }

  /** @returns whether it was up */
  lower(peerId: PeerId): boolean {
    const lowered = this.#raised.delete(peerId);
    if (lowered) {
      this.#tell.ask();
    }
    return lowered;
  }

  close(): void {
    this.#tell.close();
  }
}
