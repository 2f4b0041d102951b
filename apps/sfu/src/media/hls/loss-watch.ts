import { sequenceDelta } from './rtp.ts';

/** How long a packet may be late before it counts as lost, in milliseconds: a publisher is asked for it again meanwhile. */
const PATIENCE_MS = 500;
/** Larger jumps are not gaps, but another count. */
const MAX_GAP = 200;

/** Notices packets that never came. A picture that misses some stays broken until the next key frame. */
export class LossWatch {
  #highest: number | null = null;
  readonly #missing = new Map<number, number>();

  seen(sequence: number, now: number): void {
    if (this.#highest === null) {
      this.#highest = sequence;
      return;
    }
    const ahead = sequenceDelta(sequence, this.#highest);
    if (ahead <= 0) {
      this.#missing.delete(sequence);
      return;
    }
    if (ahead <= MAX_GAP) {
      for (let step = 1; step < ahead; step++) {
        this.#missing.set((this.#highest + step) & 0xffff, now);
      }
    }
    this.#highest = sequence;
  }

  /** Whether a packet is lost since this was asked last. */
  lost(now: number): boolean {
    const lost = [...this.#missing.values()].some((at) => now - at > PATIENCE_MS);
    if (lost) {
      // The key frame that is asked for now makes up for all of them.
      this.#missing.clear();
    }
    return lost;
  }
}
