import { createHash } from 'node:crypto';

/**
 * Keeps one object of each content, for values that many hold alike: all browsers of one version have the same
 * capabilities, 13 kB of them. An object that nobody holds any more is forgotten.
 */
export class Interned<T extends object> {
  readonly #byDigest = new Map<string, WeakRef<T>>();
  readonly #forgotten = new FinalizationRegistry<string>((digest) => {
    // By then another of the same content may have taken its place.
    if (this.#byDigest.get(digest)?.deref() === undefined) {
      this.#byDigest.delete(digest);
    }
  });

  /**
   * @param value plain data, as JSON can say it
   * @returns an equal object, frozen as it is shared: this one, or an earlier one that is still held
   */
  of(value: T): T {
    const digest = createHash('sha256').update(JSON.stringify(value)).digest('base64');
    const earlier = this.#byDigest.get(digest)?.deref();
    if (earlier !== undefined) {
      return earlier;
    }
    this.#byDigest.set(digest, new WeakRef(deepFreeze(value)));
    this.#forgotten.register(value, digest);
    return value;
  }

  /** Objects of different content that are known now. */
  get size(): number {
    return this.#byDigest.size;
  }
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null) {
      deepFreeze(part as object);
    }
  }
  return Object.freeze(value);
}
