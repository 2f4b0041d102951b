import type { PeerId, Speaker } from '@plenary/protocol';
import { Loudest } from './loudest.ts';
import { SpeakerOrder } from './speaker-order.ts';

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

  constructor(options: SpeakersOptions) {
    this.#options = options;
    this.loudest = new Loudest(options.loudest);
  }

  get now(): readonly Speaker[] {
    return this.#now;
  }

  /** @param speakers who is heard now, loudest first. Told on only when the order changes, not with every breath. */
  heard(speakers: readonly Speaker[]): void {
    const same = speakers.length === this.#now.length
      && speakers.every(({ peerId }, i) => peerId === this.#now[i]?.peerId);
    this.#now = speakers;
    const loudestChanged = this.loudest.heard(speakers, performance.now());
    if (!same) {
      this.order.heard(speakers);
      this.#options.changed(speakers);
    }
    if (loudestChanged || !same) {
      this.#options.orderChanged();
    }
  }

  remove(peerId: PeerId): void {
    this.order.remove(peerId);
    this.loudest.remove(peerId);
    this.#now = this.#now.filter((speaker) => speaker.peerId !== peerId);
  }
}
