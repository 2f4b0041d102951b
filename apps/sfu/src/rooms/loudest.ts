import type { PeerId, Speaker } from '@plenary/protocol';

/** A forwarded speaker keeps the place for so long after having been heard, in milliseconds: no word is cut. */
const HOLD_MS = 2_500;

/**
 * The loudest N, with hysteresis: a place is given at once where one is free or its holder has been silent for
 * the hold time; a louder voice alone does not take it from one who is speaking.
 */
export class Loudest {
  #places: number;
  readonly #heardAt = new Map<PeerId, number>();

  constructor(places: number) {
    this.#places = places;
  }

  /**
   * @param speakers who is heard now, loudest first
   * @param now milliseconds on a clock that only goes forward
   * @returns whether the set changed
   */
  heard(speakers: readonly Speaker[], now: number): boolean {
    let changed = false;
    const fresh: PeerId[] = [];
    for (const { peerId } of speakers) {
      if (this.#heardAt.has(peerId)) {
        this.#heardAt.set(peerId, now);
      } else {
        fresh.push(peerId);
      }
    }
    for (const peerId of fresh) {
      if (this.#heardAt.size >= this.#places && !this.#freeOne(now)) {
        break;
      }
      this.#heardAt.set(peerId, now);
      changed = true;
    }
    return changed;
  }

  /** From now on there are so many places; of too many holders those who have been silent longest go. */
  resize(places: number): void {
    this.#places = places;
    const surplus = [...this.#heardAt].sort(([, a], [, b]) => b - a).slice(places);
    surplus.forEach(([peerId]) => this.#heardAt.delete(peerId));
  }

  remove(peerId: PeerId): boolean {
    return this.#heardAt.delete(peerId);
  }

  has(peerId: PeerId): boolean {
    return this.#heardAt.has(peerId);
  }

  get ids(): ReadonlySet<PeerId> {
    return new Set(this.#heardAt.keys());
  }

  /** Takes the place of the one who has been silent longest, if that is long enough. */
  #freeOne(now: number): boolean {
    const [longest] = [...this.#heardAt].sort(([, a], [, b]) => a - b);
    if (longest === undefined || now - longest[1] < HOLD_MS) {
      return false;
    }
    this.#heardAt.delete(longest[0]);
    return true;
  }
}
