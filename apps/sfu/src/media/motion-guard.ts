import type { VideoLayer } from '../rooms/ports.ts';

/** How long a picture may be jerky before a smaller one takes its place, in milliseconds: links that grow pass by it. */
const JERKY_MS = 1_000;
/** How often it is looked whether there is room for more, in milliseconds. */
const LOOK_MS = 500;
/** How long a layer is kept at least before the next is sent, in milliseconds. */
const HOLD_MS = 2_000;
/** How long it is kept before the next is tried on chance, in milliseconds; twice as long where that was too soon. */
const TRY_MS = 15_000;
const MAX_TRY_MS = 60_000;
/**
 * A layer with half of its frames takes about twice the bits of the next smaller one with all of them: with that much
 * room (and a margin for its key frame) the larger one fits. With less it may fit: an estimate grows to half as much
 * again as is sent, and no further before more is sent.
 */
const AMPLE_ROOM = 1.3;
const SOME_ROOM = 0.3;
/** A larger one that gets jerky again within that time was tried too soon, in milliseconds. */
const TOO_SOON_MS = 10_000;

export interface MotionGuardOptions {
  /** The highest spatial layer to be sent is another now. */
  readonly changed: () => void;
  /** The highest spatial layer there is use for now. */
  readonly top: () => number;
  /** What is left on the link, as a multiple of what the picture takes; Infinity: that is not known. */
  readonly room: () => Promise<number>;
}

/**
 * Keeps faces moving on a poor link. The worker fills an estimate with the largest picture that fits, even where that
 * leaves only every fourth frame of it (the lowest temporal layer), each of which is a halt when lost. Here the next
 * smaller picture with all its frames is sent instead, which needs less than the larger one with a quarter of them, and
 * it grows by one layer at a time, where there is room for that.
 */
export class MotionGuard {
  readonly #options: MotionGuardOptions;
  // Some encoders make none: of their pictures the lowest is all there is.
  #hasLayers = false;
  #current: VideoLayer | null = null;
  #limit = Infinity;
  #tryMs = TRY_MS;
  #setAt = -Infinity;
  #raisedAt = -Infinity;
  #jerky: NodeJS.Timeout | null = null;
  #hold: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(options: MotionGuardOptions) {
    this.#options = options;
  }

  /** The highest spatial layer that may be sent; Infinity: any. */
  get limit(): number {
    return this.#limit;
  }

  /** Whether the publisher makes temporal layers, as far as was seen. */
  get hasLayers(): boolean {
    return this.#hasLayers;
  }

  /** @param layer what the worker sends now; `null`: nothing */
  sends(layer: VideoLayer | null): void {
    this.#current = layer;
    this.#hasLayers ||= (layer?.temporal ?? 0) > 0;
    if (this.#hasLayers && layer !== null && layer.temporal === 0 && layer.spatial > 0) {
      this.#jerky ??= setTimeout(() => void this.#lower(), JERKY_MS).unref();
    } else {
      this.#calm();
    }
  }

  close(): void {
    this.#closed = true;
    this.#calm();
    clearTimeout(this.#hold ?? undefined);
  }

  async #lower(): Promise<void> {
    const jerky = this.#jerky;
    const room = await this.#room();
    if (this.#closed || this.#jerky !== jerky || this.#current === null) {
      return;
    }
    this.#jerky = null;
    if (room >= AMPLE_ROOM) {
      // A picture that has just been switched to has few frames for a while on any link.
      this.#jerky = setTimeout(() => void this.#lower(), JERKY_MS).unref();
      return;
    }
    const tooSoon = performance.now() - this.#raisedAt < TOO_SOON_MS;
    this.#tryMs = tooSoon ? Math.min(MAX_TRY_MS, this.#tryMs * 2) : TRY_MS;
    this.#limit = this.#current.spatial - 1;
    this.#setAt = performance.now();
    this.#wait(LOOK_MS);
    this.#options.changed();
  }

  #wait(ms: number): void {
    clearTimeout(this.#hold ?? undefined);
    this.#hold = setTimeout(() => void this.#tryMore(), ms).unref();
  }

  async #tryMore(): Promise<void> {
    const limit = this.#limit;
    const room = this.#isWhole ? await this.#room() : 0;
    if (this.#closed || this.#limit !== limit) {
      return;
    }
    const held = performance.now() - this.#setAt;
    if (this.#isWhole && ((room >= AMPLE_ROOM && held >= HOLD_MS) || (room >= SOME_ROOM && held >= this.#tryMs))) {
      this.#limit = limit + 1 < this.#options.top() ? limit + 1 : Infinity;
      [this.#setAt, this.#raisedAt] = [performance.now(), performance.now()];
      this.#options.changed();
    }
    if (this.#limit < Infinity) {
      this.#wait(LOOK_MS);
    }
  }

  async #room(): Promise<number> {
    return await this.#options.room().catch(() => 0);
  }

  /** All that may be sent is sent, with half of its frames at least. */
  get #isWhole(): boolean {
    return this.#current !== null && this.#current.spatial >= this.#limit && this.#current.temporal > 0;
  }

  #calm(): void {
    clearTimeout(this.#jerky ?? undefined);
    this.#jerky = null;
  }
}
