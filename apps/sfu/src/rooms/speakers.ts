import type { PeerId, Speaker } from '@plenary/protocol';
import { Loudest } from './loudest.ts';
import { SpeakerOrder } from './speaker-order.ts';

/** Who is the loudest of those who speak at once is told at most this often, in milliseconds. */
const REORDER_MS = 1_000;

export interface SpeakersOptions {
  /** Microphones that a big room forwards. */
  readonly loudest: number;
  /** Told when who speaks now changed, or their order. */
  readonly changed: (speakers: readonly Speaker[]) => void;
  /** Told when other microphones than before are to be forwarded, or who spoke last changed. */
  readonly orderChanged: () => void;
}

/** Who speaks, who spoke last, and whose microphones a big room forwards. */
export class Speakers {
  readonly order = new SpeakerOrder();
  readonly loudest: Loudest;
  readonly #options: SpeakersOptions;
  #now: readonly Speaker[] = [];
  #told: readonly Speaker[] = [];
  #toldAt = -Infinity;

  constructor(options: SpeakersOptions) {
    this.#options = options;
    this.loudest = new Loudest(options.loudest);
  }

  get now(): readonly Speaker[] {
    return this.#now;
  }

  /**
   * @param speakers who is heard now, loudest first. It is told on when somebody begins or stops; of several who
   *   speak at once, who is the loudest changes with every breath and is told at most once a second.
   * @param now milliseconds on a clock that only goes forward
   */
  heard(speakers: readonly Speaker[], now: number = performance.now()): void {
    const before = new Set(this.#told.map(({ peerId }) => peerId));
    const same = speakers.length === before.size && speakers.every(({ peerId }) => before.has(peerId));
    const first = speakers[0]?.peerId === this.#told[0]?.peerId;
    this.#now = speakers;
    const loudestChanged = this.loudest.heard(speakers, now);
    const tell = !same || (!first && now - this.#toldAt >= REORDER_MS);
    if (tell) {
      this.#told = speakers;
      this.#toldAt = now;
      this.order.heard(speakers);
      this.#options.changed(speakers);
    }
    if (loudestChanged || tell) {
      this.#options.orderChanged();
    }
  }

  remove(peerId: PeerId): void {
    this.order.remove(peerId);
    this.loudest.remove(peerId);
    this.#now = this.#now.filter((speaker) => speaker.peerId !== peerId);
    this.#told = this.#told.filter((speaker) => speaker.peerId !== peerId);
  }
}
