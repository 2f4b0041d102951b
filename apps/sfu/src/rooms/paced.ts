/** Does something at most so often: the first time as soon as it should be, then once per interval while it is asked for. */
export class Paced {
  readonly #intervalMs: () => number;
  readonly #act: () => void;
  #timer: NodeJS.Timeout | null = null;
  #dueAt = Infinity;
  #lastAt = -Infinity;

  /** @param intervalMs may change with time: it holds from the last doing on */
  constructor(intervalMs: number | (() => number), act: () => void) {
    this.#intervalMs = typeof intervalMs === 'number' ? () => intervalMs : intervalMs;
    this.#act = act;
  }

  /** @param withinMs how long it may wait for others who ask, where it could be done at once */
  ask(withinMs = 0): void {
    const now = performance.now();
    const dueAt = Math.max(this.#lastAt + this.#intervalMs(), now + withinMs);
    if (this.#timer !== null && this.#dueAt <= dueAt) {
      return;
    }
    clearTimeout(this.#timer ?? undefined);
    this.#dueAt = dueAt;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#lastAt = performance.now();
      this.#act();
    }, dueAt - now);
  }

  close(): void {
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
      this.#timer = null;
    }
  }
}
