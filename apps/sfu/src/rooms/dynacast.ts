/** Layers that nobody wants any more are given up after so long, in milliseconds: people page back and forth. */
const DOWN_DELAY_MS = 2_000;

/** No layer at all is wanted. */
export const NO_LAYER = -1;
/** What a publisher encodes until it is told otherwise: everything. */
const ALL_LAYERS = 2;

/**
 * Tells publishers the highest spatial layer that anyone wants of a video, so that they encode no more
 * (dynacast). More is told at once, less after a while.
 */
export class Dynacast {
  readonly #tell: (producerId: string, maxSpatialLayer: number) => void;
  /** By producer, what each subscriber wants. */
  readonly #wanted = new Map<string, Map<string, number>>();
  readonly #told = new Map<string, number>();
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(tell: (producerId: string, maxSpatialLayer: number) => void) {
    this.#tell = tell;
  }

  /**
   * A video starts with all its layers, and gives up what is not asked for in time. One of a single size has the
   * same layers here: its publisher scales it to the one that is wanted.
   */
  add(producerId: string): void {
    this.#wanted.set(producerId, new Map());
    this.#told.set(producerId, ALL_LAYERS);
    this.#look(producerId);
  }

  remove(producerId: string): void {
    clearTimeout(this.#timers.get(producerId));
    this.#timers.delete(producerId);
    this.#wanted.delete(producerId);
    this.#told.delete(producerId);
  }

  /** @param spatialLayer `NO_LAYER` when the subscriber wants nothing of it, now or any more. */
  want(subscriberId: string, producerId: string, spatialLayer: number): void {
    const wanted = this.#wanted.get(producerId);
    if (wanted === undefined) {
      return;
    }
    if (spatialLayer === NO_LAYER) {
      wanted.delete(subscriberId);
    } else {
      wanted.set(subscriberId, spatialLayer);
    }
    this.#look(producerId);
  }

  /** What publishers were told last of these videos; other tracks are passed over. */
  toldOf(producerIds: readonly string[]): { producerId: string; maxSpatialLayer: number }[] {
    return producerIds.flatMap((producerId) => {
      const maxSpatialLayer = this.#told.get(producerId);
      return maxSpatialLayer === undefined ? [] : [{ producerId, maxSpatialLayer }];
    });
  }

  close(): void {
    this.#timers.forEach((timer) => clearTimeout(timer));
    this.#timers.clear();
  }

  #look(producerId: string): void {
    const max = this.#max(producerId);
    const told = this.#told.get(producerId) ?? NO_LAYER;
    if (max >= told) {
      clearTimeout(this.#timers.get(producerId));
      this.#timers.delete(producerId);
      this.#set(producerId, max);
    } else if (!this.#timers.has(producerId)) {
      this.#timers.set(producerId, setTimeout(() => {
        this.#timers.delete(producerId);
        this.#set(producerId, this.#max(producerId));
      }, DOWN_DELAY_MS).unref());
    }
  }

  #max(producerId: string): number {
    return Math.max(NO_LAYER, ...(this.#wanted.get(producerId)?.values() ?? []));
  }

  #set(producerId: string, max: number): void {
    if (this.#told.has(producerId) && this.#told.get(producerId) !== max) {
      this.#told.set(producerId, max);
      this.#tell(producerId, max);
    }
  }
}
