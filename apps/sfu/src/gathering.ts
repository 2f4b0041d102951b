/** Lets those who do the same at about the same time take the next step together. */
export class Gathering {
  #expected: number;
  readonly #patienceMs: number;
  readonly #all = Promise.withResolvers<void>();
  #timer: NodeJS.Timeout | null = null;

  /**
   * @param expected how many will arrive, unless something keeps them
   * @param patienceMs how long the first to arrive waits for the others at the most, in milliseconds
   */
  constructor(expected: number, patienceMs: number) {
    this.#expected = expected;
    this.#patienceMs = patienceMs;
  }

  /** One is ready; settles when all are, or the first has waited long enough. */
  arrive(): Promise<void> {
    this.#expected--;
    this.#timer ??= setTimeout(() => this.#end(), this.#patienceMs);
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
