/** A value that changes as a whole and tells who listens. Its shape is what React's `useSyncExternalStore` asks for. */
export class Store<T> {
  readonly #listeners = new Set<() => void>();
  #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  get = (): T => this.#value;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  set(value: T): void {
    if (!Object.is(value, this.#value)) {
      this.#value = value;
      this.touch();
    }
  }

  /** Tells the listeners that something beside the value changed, such as a media track behind it. */
  touch(): void {
    for (const listener of [...this.#listeners]) {
      listener();
    }
  }
}
