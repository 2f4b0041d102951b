/** Steps per doubling: a percentile is off by at most about 4 %. */
const STEPS = 16;
const SLOTS = 32 * STEPS;

/** Durations in logarithmic slots, from 1 µs up; cheap enough for every packet, and histograms add up. */
export class Histogram {
  readonly #slots: Uint32Array;

  constructor(slots: ArrayLike<number> = new Uint32Array(SLOTS)) {
    this.#slots = Uint32Array.from(slots);
  }

  record(ms: number): void {
    const slot = Math.round(Math.log2(Math.max(ms, 0.001) * 1_000) * STEPS);
    const at = Math.min(slot, SLOTS - 1);
    this.#slots[at] = (this.#slots[at] ?? 0) + 1;
  }

  add(other: ArrayLike<number>): void {
    for (let i = 0; i < SLOTS; i++) {
      this.#slots[i] = (this.#slots[i] ?? 0) + (other[i] ?? 0);
    }
  }

  /** @param share 0 to 1 @returns milliseconds, or `null` when nothing was recorded */
  percentile(share: number): number | null {
    const total = this.#slots.reduce((sum, count) => sum + count, 0);
    let left = Math.ceil(total * share);
    for (let i = 0; total > 0 && i < SLOTS; i++) {
      left -= this.#slots[i] ?? 0;
      if (left <= 0) {
        return 2 ** (i / STEPS) / 1_000;
      }
    }
    return null;
  }

  toJSON(): number[] {
    return [...this.#slots];
  }
}
