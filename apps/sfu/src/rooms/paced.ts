/** Does something at most so often: the first time at once, then once per interval while it is asked for. */
export class Paced {
  readonly #intervalMs: () => number;
  readonly #act: () => void;
  #timer: NodeJS.Timeout | null = null;
  #lastAt = -Infinity;

  /** @param intervalMs may change with time: it holds from the last doing on */
  constructor(intervalMs: number | (() => number), act: () => void) {
    this.#intervalMs = typeof intervalMs === 'number' ? () => intervalMs : intervalMs;
    this.#act = act;
  }

  ask(): void {
    if (this.#timer === null) {
      const wait = Math.max(0, this.#lastAt + this.#intervalMs() - performance.now());
      this.#timer = setTimeout(() => {
        this.#timer = null;
        this.#lastAt = performance.now();
        this.#act();
      }, wait);
    }
  }

  close(): void {
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
      this.#timer = null;
    }
  }
}
