/** So much at once, and so much again in each `seconds`. Unlike a library's limiter it answers without a promise. */
export class TokenBucket {
  readonly #size: number;
  readonly #perMs: number;
  #level: number;
  #at: number;

  constructor(size: number, seconds: number, now: number) {
    this.#size = size;
    this.#perMs = size / (seconds * 1_000);
    this.#level = size;
    this.#at = now;
  }

  /** Takes from it. @returns whether there was as much; otherwise nothing is taken. */
  take(amount: number, now: number): boolean {
    this.#level = Math.min(this.#size, this.#level + (now - this.#at) * this.#perMs);
    this.#at = now;
    if (amount > this.#level) {
      return false;
    }
    this.#level -= amount;
    return true;
  }
}
