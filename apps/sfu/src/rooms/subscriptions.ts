import type { ConsumerInfo } from '@plenary/protocol';
import { NO_LAYER } from './dynacast.ts';
import type { Wish } from './fanout.ts';
import type { Delivery, PeerLink, PeerMedia } from './ports.ts';

/** A track that the peer holds: set up, and flowing unless on standby. */
interface Held extends Delivery {
  readonly consumerId: string;
  /** The spatial layer that it is really sent; `null` while it is not known, or none. */
  readonly sent: number | null;
}

export interface SubscriptionsOptions {
  readonly media: PeerMedia;
  readonly link: PeerLink;
  /** What fan-out wants for this peer now, given what it holds. */
  readonly wishes: (held: ReadonlyMap<string, unknown>) => Wish[];
  /** Told of the layer that this peer wants of a producer's video, `NO_LAYER` for none. */
  readonly layerWanted: (producerId: string, spatialLayer: number) => void;
}

/**
 * Brings what one peer receives in line with what fan-out wants for it. Runs one at a time per peer; a change
 * during a run leads to one more run, never to two beside each other.
 */
export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  /** By producer id. */
  readonly #held = new Map<string, Held>();
  #running: Promise<void> | null = null;
  #again = false;
  #frozen = false;
  #closed = false;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
    options.media.watchLayers((consumerId, sent) => this.#sent(consumerId, sent));
  }

  /** The first tracks, for an answer that carries them. Later ones are notified by `update`. */
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
        // A change that came after the loop's last look must not wait for the next one.
        if (this.#again) {
          this.update(failed);
        }
      });
  }

  /** The peer moves away: what flows goes on, and nothing is started, changed or told any more. */
  freeze(): void {
    this.#frozen = true;
  }

  close(): void {
    this.#closed = true;
    for (const producerId of this.#held.keys()) {
      this.#options.layerWanted(producerId, NO_LAYER);
    }
    this.#held.clear();
  }

  async #loop(): Promise<void> {
    do {
      this.#again = false;
      const consumers = await this.#apply();
      if (consumers.length > 0 && !this.#closed) {
        this.#options.link.notify({ name: 'newConsumers', payload: { consumers } });
      }
    } while (this.#again && !this.#closed);
  }

  async #apply(): Promise<ConsumerInfo[]> {
    if (this.#closed || this.#frozen) {
      return [];
    }
    const wishes = new Map(this.#options.wishes(this.#held).map((wish) => [wish.track.producerId, wish]));
    this.#stop([...this.#held.keys()].filter((producerId) => !wishes.has(producerId)));
    for (const [producerId, held] of this.#held) {
      this.#adjust(producerId, held, wishes.get(producerId) as Wish);
    }
    const start = [...wishes.values()].filter(({ track, standby }) => !standby && !this.#held.has(track.producerId));
    return start.length === 0 ? [] : await this.#start(start);
  }

  async #start(wishes: readonly Wish[]): Promise<ConsumerInfo[]> {
    const { media, link, layerWanted } = this.#options;
    const consumers = await media.consume(wishes.map((wish) => ({ track: wish.track, delivery: wish })));
    if (this.#closed || this.#frozen) {
      consumers.forEach(({ consumerId }) => media.closeConsumer(consumerId));
      return [];
    }
    const unplayable = wishes.map(({ track }) => track.producerId).filter((id) => media.unplayable.has(id));
    if (unplayable.length > 0) {
      link.notify({ name: 'tracksUnplayable', payload: { producerIds: unplayable } });
      // What can't be played gives its place to what would come next.
      this.#again = true;
    }
    const byProducer = new Map(wishes.map((wish) => [wish.track.producerId, wish]));
    for (const { producerId, consumerId } of consumers) {
      const { standby, layer, priority } = byProducer.get(producerId) as Wish;
      const held = { consumerId, standby, layer, priority, sent: null };
      this.#held.set(producerId, held);
      layerWanted(producerId, neededLayer(held));
    }
    return consumers;
  }

  #adjust(producerId: string, held: Held, { standby, layer, priority }: Wish): void {
    if (held.standby === standby && held.priority === priority && held.layer?.spatial === layer?.spatial) {
      return;
    }
    const next = { ...held, standby, layer, priority };
    this.#held.set(producerId, next);
    this.#options.media.deliver(held.consumerId, { standby, layer, priority });
    this.#options.layerWanted(producerId, neededLayer(next));
  }

  #sent(consumerId: string, sent: number | null): void {
    for (const [producerId, held] of this.#held) {
      if (held.consumerId === consumerId) {
        const next = { ...held, sent };
        this.#held.set(producerId, next);
        this.#options.layerWanted(producerId, neededLayer(next));
        return;
      }
    }
  }

  #stop(producerIds: readonly string[]): void {
    if (producerIds.length === 0) {
      return;
    }
    const { media, link, layerWanted } = this.#options;
    const consumerIds = producerIds.map((producerId) => (this.#held.get(producerId) as Held).consumerId);
    for (const producerId of producerIds) {
      this.#held.delete(producerId);
      layerWanted(producerId, NO_LAYER);
    }
    consumerIds.forEach((id) => media.closeConsumer(id));
    link.notify({ name: 'consumersClosed', payload: { consumerIds } });
  }
}

/**
 * The highest layer that has to go on for this peer: the one that it should be sent, and the one that it is still
 * being sent. A layer that ended before the switch away from it would leave a frozen picture.
 */
function neededLayer({ standby, layer, sent }: Held): number {
  return standby ? NO_LAYER : Math.max(layer?.spatial ?? NO_LAYER, sent ?? NO_LAYER);
}
