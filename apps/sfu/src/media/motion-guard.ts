import type { VideoLayer } from '../rooms/ports.ts';

/** How long a picture may be jerky before a smaller one takes its place, in milliseconds: links that grow pass by it. */
const JERKY_MS = 1_000;
/** How long the smaller one stays at least, in milliseconds; twice as long each time that the larger was tried too soon. */
const HOLD_MS = 4_000;
const MAX_HOLD_MS = 60_000;
/** A larger one that gets jerky again within that time was tried too soon, in milliseconds. */
const TOO_SOON_MS = 20_000;
/** How often a link that is not good yet is looked at, in milliseconds. */
const LOOK_MS = 1_000;

export interface MotionGuardOptions {
  /** The highest spatial layer to be sent is another now. */
  readonly changed: () => void;
  /** What is sent arrives. */
  readonly healthy: () => boolean;
}

/**
 * Keeps faces moving on a poor link. The worker fills an estimate with the largest picture that fits, even where that
 * leaves only every fourth frame of it (the lowest temporal layer), each of which is a halt when lost. Here the next
 * smaller picture with all its frames is sent instead, which needs less than the larger one with a quarter of them.
 */
export class MotionGuard {
  readonly #options: MotionGuardOptions;
  /** Some encoders make no temporal layers: of their pictures the lowest is all there is. */
  #hasLayers = false;
  #current: VideoLayer | null = null;
  #limit = Infinity;
  #holdMs = HOLD_MS;
  #raisedAt = -Infinity;
  #jerky: NodeJS.Timeout | null = null;
  #hold: NodeJS.Timeout | null = null;

  constructor(options: MotionGuardOptions) {
    this.#options = options;
  }

  /** The highest spatial layer that may be sent; Infinity: any. */
  get limit(): number {
    return this.#limit;
  }

  /** @param layer what the worker sends now; `null`: nothing */
  sends(layer: VideoLayer | null): void {
    this.#current = layer;
    this.#hasLayers ||= (layer?.temporal ?? 0) > 0;
    if (this.#hasLayers && layer !== null && layer.temporal === 0 && layer.spatial > 0) {
      this.#jerky ??= setTimeout(() => this.#lower(), JERKY_MS).unref();
    } else {
      this.#calm();
    }
  }

  close(): void {
    this.#calm();
    clearTimeout(this.#hold ?? undefined);
  }

  #lower(): void {
    this.#calm();
    if (this.#current === null) {
      return;
    }
    const tooSoon = performance.now() - this.#raisedAt < TOO_SOON_MS;
    this.#holdMs = tooSoon ? Math.min(MAX_HOLD_MS, this.#holdMs * 2) : HOLD_MS;
    this.#limit = this.#current.spatial - 1;
    this.#wait(this.#holdMs);
    this.#options.changed();
  }

  #wait(ms: number): void {
    clearTimeout(this.#hold ?? undefined);
    this.#hold = setTimeout(() => this.#tryMore(), ms).unref();
  }

  #tryMore(): void {
    if (this.#current !== null && this.#current.temporal > 0 && this.#options.healthy()) {
      this.#limit = Infinity;
      this.#raisedAt = performance.now();
      this.#options.changed();
    } else {
      this.#wait(LOOK_MS);
    }
  }

  #calm(): void {
    clearTimeout(this.#jerky ?? undefined);
    this.#jerky = null;
  }
}
