import type { PeerId, Speaker } from '@plenary/protocol';

/** Who spoke last, most recent first; those who never did are not in it. */
export class SpeakerOrder {
  #order: PeerId[] = [];

  /** Brings those who speak now to the front. Who speaks already and still does keeps their place among them. */
  heard(speakers: readonly Speaker[]): void {
    const now = new Set(speakers.map(({ peerId }) => peerId));
    const stillFirst = this.#order.filter((id) => now.has(id));
    const fresh = speakers.map(({ peerId }) => peerId).filter((id) => !stillFirst.includes(id));
    this.#order = [...fresh, ...stillFirst, ...this.#order.filter((id) => !now.has(id))];
  }

  remove(peerId: PeerId): void {
    this.#order = this.#order.filter((id) => id !== peerId);
  }

  get ids(): readonly PeerId[] {
    return this.#order;
  }
}
