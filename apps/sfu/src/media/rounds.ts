/**
 * Does something for each of many, once per interval, with one timer for all: a timer for each would wake the process
 * as often as there are of them. They take turns in slots, so that not all of it comes at once.
 */
export class Rounds {
  readonly #stepMs: number;
  readonly #slots: Set<() => void>[];
  #at = 0;
  #size = 0;
  #timer: NodeJS.Timeout | null = null;

  /**
   * @param everyMs how often each has its turn, in milliseconds
   * @param slots into how many turns that is divided: as often the process wakes in this time
   */
  constructor(everyMs: number, slots = 10) {
    this.#stepMs = everyMs / slots;
    this.#slots = Array.from({ length: slots }, () => new Set());
  }

  /** @param act its first turn comes after one interval; it must not throw. @returns ends it, also when called twice */
  add(act: () => void): () => void {
    const slot = this.#slots[this.#at] as Set<() => void>;
    slot.add(act);
    this.#size++;
    this.#timer ??= setInterval(() => this.#step(), this.#stepMs).unref();
    return () => {
      if (slot.delete(act) && --this.#size === 0 && this.#timer !== null) {
        clearInterval(this.#timer);
        this.#timer = null;
      }
    };
  }

  #step(): void {
    this.#at = (this.#at + 1) % this.#slots.length;
    this.#slots[this.#at]?.forEach((act) => act());
  }
}
