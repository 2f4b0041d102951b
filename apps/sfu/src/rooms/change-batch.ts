import type { PeerId } from '@plenary/protocol';
import { Paced } from './paced.ts';

/** At most this often are changes of a room told, in milliseconds between: four times a second. */
const INTERVAL_MS = 250;

/**
 * Collects which peers changed or left, and tells them in batches: the first at once, later ones at a bounded
 * rate, so that a storm of joins does not cost everyone a message each.
 */
export class ChangeBatch {
  readonly #changed = new Set<PeerId>();
  readonly #left = new Set<PeerId>();
  readonly #paced: Paced;

  constructor(flush: (changed: PeerId[], left: PeerId[]) => void) {
    this.#paced = new Paced(INTERVAL_MS, () => {
      const changed = [...this.#changed];
      const left = [...this.#left];
      this.#changed.clear();
      this.#left.clear();
      flush(changed, left);
    });
  }

  changed(id: PeerId): void {
    this.#left.delete(id);
    this.#changed.add(id);
    this.#paced.ask();
  }

  left(id: PeerId): void {
    this.#changed.delete(id);
    this.#left.add(id);
    this.#paced.ask();
  }

  close(): void {
    this.#paced.close();
  }
}
