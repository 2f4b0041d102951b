/** Something that sends at given times. */
export interface Paced {
  /** When the next sending is due, in milliseconds of `performance.now()`. */
  readonly dueAt: number;
  /** Sends what is due and sets the next time. */
  step(): void;
}

/** How often due packets are looked for, in milliseconds. */
const INTERVAL_MS = 4;
/** A source that fell behind by more than this, in milliseconds, goes on from now instead of flooding. */
export const MAX_LAG_MS = 1_000;

/** Drives all sources of a process from one timer. */
export class Pacer {
  readonly #sources = new Set<Paced>();
  #timer: NodeJS.Timeout | null = null;

  add(source: Paced): void {
    this.#sources.add(source);
    this.#timer ??= setInterval(() => this.#tick(), INTERVAL_MS);
  }

  remove(source: Paced): void {
    this.#sources.delete(source);
    if (this.#sources.size === 0 && this.#timer !== null) {
      clearInterval(this.#timer);
      this.#timer = null;
    }
  }

  #tick(): void {
    const now = performance.now();
    for (const source of this.#sources) {
      while (source.dueAt <= now) {
        source.step();
      }
    }
  }
}
