import type { TrackSource } from '@plenary/protocol';
import type { Bytes } from './bytes.ts';
import { frameKeyOf, keyIdOf, type ChainKey } from './chain-key.ts';
import { encryptFrame, type FrameKey } from './frame.ts';

/**
 * Encrypts what this participant sends. It owns the counters: all frames of a source go through one of these, whatever
 * sender or layer they are of, so that no counter is used twice with a key.
 */
export class SenderKeys {
  #current: ChainKey | null = null;
  #keys = new Map<TrackSource, Promise<FrameKey>>();
  #counters = new Map<TrackSource, number>();

  /** From now on this key is used. One that is not newer than the last is passed over: its counters are spent. */
  use(key: ChainKey): void {
    if (this.#current === null || keyIdOf(key) > keyIdOf(this.#current)) {
      this.#current = key;
      this.#keys = new Map();
      this.#counters = new Map();
    }
  }

  /** @returns `null` while there is no key: then nothing must be sent */
  async encrypt(source: TrackSource, frame: Bytes, clearBytes: number): Promise<Bytes | null> {
    const current = this.#current;
    if (current === null) {
      return null;
    }
    const counter = this.#counters.get(source) ?? 0;
    // Taken before anything is waited for, so that two frames at a time never have the same.
    this.#counters.set(source, counter + 1);
    const key = this.#keys.get(source) ?? frameKeyOf(current, source);
    this.#keys.set(source, key);
    return await encryptFrame(await key, keyIdOf(current), counter, frame, clearBytes);
  }
}
