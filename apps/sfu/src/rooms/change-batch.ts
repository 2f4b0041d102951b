import type { PeerId } from '@plenary/protocol';
import { Paced } from './paced.ts';

/** Between two batches, in milliseconds: four a second in a small room, one in three seconds in a big one. */
const MIN_INTERVAL_MS = 250;
const MAX_INTERVAL_MS = 3_000;
/** What everyone in the room adds to it: the more there are, the more changes, and the more who are told of each. */
const PER_PERSON_MS = 30;

/**
 * Collects which peers came, changed or left, and tells them in batches at a bounded rate, so that a storm of joins does
 * not cost everyone a message each. That somebody is muted is told at once where nothing was told just before. Who
 * comes and who goes may wait for those who do the same, the longer the more there are: nobody looks for them among a
 * hundred, and each batch is a message to everyone.
 */
export class ChangeBatch {
  readonly #changed = new Set<PeerId>();
  readonly #left = new Set<PeerId>();
  readonly #intervalMs: () => number;
  readonly #paced: Paced;

  /** @param size how many people this room's changes are of */
  constructor(size: () => number, flush: (changed: PeerId[], left: PeerId[]) => void) {
    this.#intervalMs = () => Math.min(MAX_INTERVAL_MS, Math.max(MIN_INTERVAL_MS, size() * PER_PERSON_MS));
    this.#paced = new Paced(this.#intervalMs, () => {
      const changed = [...this.#changed];
      const left = [...this.#left];
      this.#changed.clear();
      this.#left.clear();
      flush(changed, left);
    });
  }

  /** Also of who came a moment ago, and begins to publish. */
  came(id: PeerId): void {
    this.#left.delete(id);
    this.#changed.add(id);
    this.#askInTime();
  }

  changed(id: PeerId): void {
    this.#left.delete(id);
    this.#changed.add(id);
    this.#paced.ask();
  }

  left(id: PeerId): void {
    this.#changed.delete(id);
    this.#left.add(id);
    this.#askInTime();
  }

  close(): void {
    this.#paced.close();
  }

  #askInTime(): void {
    this.#paced.ask(this.#intervalMs() - MIN_INTERVAL_MS);
  }
}
