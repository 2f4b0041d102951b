/** How far behind the newest frame one may come, in frames: some ten seconds of a video in three sizes. */
const SIZE = 1_024;

/** Lets each counter through once. What is older than the window is refused: whether it came before is not known any more. */
export class ReplayWindow {
  readonly #seen = new Set<number>();
  #highest: number;

  /** @param floor counters so far below this are refused from the beginning */
  constructor(floor = -1) {
    this.#highest = floor;
  }

  get highest(): number {
    return this.#highest;
  }

  mayPass(counter: number): boolean {
    return counter > this.#highest - SIZE && !this.#seen.has(counter);
  }

  /** After a frame was authenticated. */
  pass(counter: number): void {
    this.#seen.add(counter);
    if (counter > this.#highest) {
      this.#highest = counter;
    }
    if (this.#seen.size > SIZE * 2) {
      for (const old of this.#seen) {
        if (old <= this.#highest - SIZE) {
          this.#seen.delete(old);
        }
      }
    }
  }
}
