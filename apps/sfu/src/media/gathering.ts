/** How long the first to arrive waits for the others at the most, in milliseconds. */
const PATIENCE_MS = 250;

/**
 * Lets those who lost their media together begin to receive video together, so that one key frame of each
 * publisher serves them all: key frames of a layer are a second apart, and whoever came just after the first
 * would look at a frozen picture for that long.
 */
export class Gathering {
  #expected: number;
  readonly #all = Promise.withResolvers<void>();
  #timer: NodeJS.Timeout | null = null;

  /** @param expected how many will arrive, unless something keeps them */
  constructor(expected: number) {
    this.#expected = expected;
  }

  /** One is ready; settles when all are, or the first has waited long enough. */
  arrive(): Promise<void> {
    this.#expected--;
    this.#timer ??= setTimeout(() => this.#end(), PATIENCE_MS);
    if (this.#expected <= 0) {
      this.#end();
    }
    return this.#all.promise;
  }

  #end(): void {
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
    }
    this.#all.resolve();
  }
}
