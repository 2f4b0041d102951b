/** Counts key frames that are asked of a sender, and how far apart. */
export class KeyFrameRequests {
  total = 0;
  /** The shortest time between two requests to the same stream, in milliseconds; `null` where there were no two. */
  leastApart: number | null = null;
  readonly #lastAt = new Map<number, number>();

  /** @param ssrc of the stream; each layer of a simulcast video is one */
  count(ssrc: number): void {
    const now = performance.now();
    const before = this.#lastAt.get(ssrc);
    this.total++;
    this.#lastAt.set(ssrc, now);
    if (before !== undefined) {
      this.leastApart = Math.min(this.leastApart ?? Infinity, now - before);
    }
  }
}
