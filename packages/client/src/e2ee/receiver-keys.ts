import type { TrackSource } from '@plenary/protocol';
import type { Bytes } from './bytes.ts';
import { frameKeyOf, momentOf, nextStep, type ChainKey } from './chain-key.ts';
import { decryptFrame, openLayout, type FrameKey } from './frame.ts';
import { ReplayWindow } from './replay-window.ts';

/** How long frames of an earlier key are still read after the next one came, in milliseconds. */
export const KEPT_MS = 10_000;
/** Steps that a sender may be ahead of what is known here, so that a forged key id costs little. */
const MAX_AHEAD = 64;

/** What became of a frame: read; `missing`: there is no key for it (yet); `refused`: forged, replayed or in the clear. */
export type Opened = { readonly frame: Bytes } | 'missing' | 'refused';

interface Known {
  readonly chain: ChainKey;
  readonly frames: Map<TrackSource, Promise<FrameKey>>;
  /** Of all receivers of a source together, the newest counter. */
  readonly highest: Map<TrackSource, number>;
  /** When a newer one came; `null` for the newest. */
  supersededAt: number | null;
}

/** One sender's keys as far as this participant was handed them. */
export class ReceiverKeys {
  #known: Known[] = [];
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** A key that the sender handed over. What is not newer than the newest known is passed over. */
  add(chain: ChainKey): void {
    const newest = this.#known.at(-1);
    if (newest === undefined || isAfter(chain, newest.chain)) {
      this.#push(chain);
    }
  }

  /** @param windows of the receiver that the frame came by, by key id */
  async open(source: TrackSource, data: Bytes, windows: Map<number, ReplayWindow>): Promise<Opened> {
    const sealed = openLayout(data);
    if (sealed === null) {
      return 'refused';
    }
    const { keyId, counter } = sealed.header;
    const found = await this.#find(keyId);
    if (found === null) {
      return 'missing';
    }
    const { known, isNew } = found;
    const window = windows.get(keyId) ?? new ReplayWindow(known.highest.get(source));
    if (!window.mayPass(counter)) {
      return 'refused';
    }
    const key = known.frames.get(source) ?? frameKeyOf(known.chain, source);
    known.frames.set(source, key);
    const frame = await decryptFrame(await key, sealed);
    if (frame === null) {
      return 'refused';
    }
    window.pass(counter);
    windows.set(keyId, window);
    known.highest.set(source, Math.max(known.highest.get(source) ?? -1, counter));
    if (isNew) {
      this.add(known.chain);
    }
    return { frame };
  }

  /** The key of that id: known, or reached from one that is by steps. */
  async #find(keyId: number): Promise<{ known: Known; isNew: boolean } | null> {
    this.#forget();
    const { epoch, step } = momentOf(keyId);
    let best: Known | null = null;
    for (const known of this.#known) {
      if (known.chain.epoch === epoch && known.chain.step <= step) {
        best = known;
      }
    }
    if (best === null || step - best.chain.step > MAX_AHEAD) {
      return null;
    }
    if (best.chain.step === step) {
      return { known: best, isNew: false };
    }
    let { chain } = best;
    while (chain.step < step) {
      chain = await nextStep(chain);
    }
    return { known: known(chain), isNew: true };
  }

  #push(chain: ChainKey): void {
    const newest = this.#known.at(-1);
    if (newest !== undefined) {
      newest.supersededAt = this.#now();
    }
    this.#known.push(known(chain));
    this.#forget();
  }

  #forget(): void {
    const now = this.#now();
    this.#known = this.#known.filter(({ supersededAt }) => supersededAt === null || now - supersededAt < KEPT_MS);
  }
}

const known = (chain: ChainKey): Known => ({ chain, frames: new Map(), highest: new Map(), supersededAt: null });

function isAfter(one: ChainKey, other: ChainKey): boolean {
  return one.epoch > other.epoch || (one.epoch === other.epoch && one.step > other.step);
}
