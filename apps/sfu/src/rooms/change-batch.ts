import type { PeerId } from '@plenary/protocol';

/** At most this often are changes of a room told, in milliseconds between: four times a second. */
const INTERVAL_MS = 250;

/**
 * Collects which peers changed or left, and tells them in batches: the first at once, later ones at a bounded
 * rate, so that a storm of joins does not cost everyone a message each.
 */
export class ChangeBatch {
  readonly #flush: (changed: PeerId[], left: PeerId[]) => void;
  readonly #changed = new Set<PeerId>();
  readonly #left = new Set<PeerId>();
  #timer: NodeJS.Timeout | null = null;
  #lastFlush = -Infinity;

  constructor(flush: (changed: PeerId[], left: PeerId[]) => void) {
    this.#flush = flush;
  }

  changed(id: PeerId): void {
    this.#changed.add(id);
    this.#schedule();
  }

  left(id: PeerId): void {
    this.#changed.delete(id);
    this.#left.add(id);
    this.#schedule();
  }

  close(): void {
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
      this.#timer = null;
    }
  }

  #schedule(): void {
    if (this.#timer === null) {
      const wait = Math.max(0, this.#lastFlush + INTERVAL_MS - performance.now());
      this.#timer = setTimeout(() => this.#send(), wait);
    }
  }

  #send(): void {
    this.#timer = null;
    this.#lastFlush = performance.now();
    const changed = [...this.#changed];
    const left = [...this.#left];
    this.#changed.clear();
    this.#left.clear();
    this.#flush(changed, left);
  }
}
