import type { ConsumerInfo } from '@plenary/protocol';
import { difference, wantedTracks, type Publisher } from './fanout.ts';
import type { Peer } from './peer.ts';

/**
 * Brings what one peer receives in line with what fan-out wants for it. Runs one at a time per peer; a change
 * during a run leads to one more run, never to two beside each other.
 */
export class Subscriptions {
  readonly #peer: Peer;
  readonly #publishers: () => Iterable<Publisher>;
  #running: Promise<void> | null = null;
  #again = false;
  #closed = false;

  constructor(peer: Peer, publishers: () => Iterable<Publisher>) {
    this.#peer = peer;
    this.#publishers = publishers;
  }

  /** The first tracks, for the answer to a join. Later ones are notified by `update`. */
  async first(): Promise<ConsumerInfo[]> {
    return await this.#apply();
  }

  /** Something changed: look again, and tell the peer of what it newly receives and no longer receives. */
  update(failed: (error: unknown) => void): void {
    if (this.#running !== null) {
      this.#again = true;
      return;
    }
    this.#running = this.#loop()
      .catch((error: unknown) => {
        // A peer that leaves takes its transports with it, in the middle of what was under way.
        if (!this.#closed) {
          failed(error);
        }
      })
      .finally(() => {
        this.#running = null;
      });
  }

  close(): void {
    this.#closed = true;
  }

  async #loop(): Promise<void> {
    do {
      this.#again = false;
      const consumers = await this.#apply();
      if (consumers.length > 0 && !this.#closed) {
        this.#peer.link.notify({ name: 'newConsumers', payload: { consumers } });
      }
    } while (this.#again && !this.#closed);
  }

  async #apply(): Promise<ConsumerInfo[]> {
    const { receiving, media, link } = this.#peer;
    const { start, stop } = difference(receiving, wantedTracks(this.#peer.id, this.#publishers()));
    if (stop.length > 0) {
      const consumerIds = stop.map((producerId) => receiving.get(producerId) as string);
      for (const producerId of stop) {
        receiving.delete(producerId);
      }
      consumerIds.forEach((id) => media.closeConsumer(id));
      link.notify({ name: 'consumersClosed', payload: { consumerIds } });
    }
    if (start.length === 0 || this.#closed) {
      return [];
    }
    const consumers = await media.consume(start);
    for (const { producerId, consumerId } of consumers) {
      receiving.set(producerId, consumerId);
    }
    return consumers;
  }
}
