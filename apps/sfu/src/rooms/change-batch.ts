import type { PeerId } from '@plenary/protocol';
import { Paced } from './paced.ts';

/** Between two batches, in milliseconds: four a second in a small room, one in three seconds in a big one. */
const MIN_INTERVAL_MS = 250;
const MAX_INTERVAL_MS = 3_000;
/** What everyone in the room adds to it: the more there are, the more changes, and the more who are told of each. */
const PER_PERSON_MS = 30;

/**
 * Collects which peers changed or left, and tells them in batches: the first at once, later ones at a bounded
 * rate, so that a storm of joins does not cost everyone a message each.
 */
export class ChangeBatch {
  readonly #changed = new Set<PeerId>();
  readonly #left = new Set<PeerId>();
  readonly #paced: Paced;

  /** @param size how many people this room's changes are of */
  constructor(size: () => number, flush: (changed: PeerId[], left: PeerId[]) => void) {
    const interval = (): number => Math.min(MAX_INTERVAL_MS, Math.max(MIN_INTERVAL_MS, size() * PER_PERSON_MS));
    this.#paced = new Paced(interval, () => {
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
