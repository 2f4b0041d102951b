import { randomInt } from 'node:crypto';
import type { types } from 'mediasoup';
import { Splice } from './splice.ts';
import { closeAnyway } from './worker-process.ts';

export interface RelayOptions {
  /** Of what is relayed, in Hz. */
  readonly clockRate: number;
  /** A paused consumer of a track whose packets come to this process. */
  readonly open: (producerId: string) => Promise<types.Consumer>;
  /** A track could not be opened, or has ended. */
  readonly failed: (producerId: string, error: unknown) => void;
}

/** One picture or one sound on air: a single stream to all sinks, whatever track it comes from. */
export class Relay {
  readonly #options: RelayOptions;
  readonly #splice: Splice;
  readonly #sinks = new Set<(packet: Buffer) => void>();
  #wanted: string | null = null;
  #onAir: types.Consumer | null = null;
  /** Its first packet has not come yet: what is on air goes on until then. */
  #coming: types.Consumer | null = null;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#splice = new Splice(randomInt(1, 0xffff_ffff), options.clockRate);
  }

  get ssrc(): number {
    return this.#splice.ssrc;
  }

  /** @returns how to take the sink away */
  feed(sink: (packet: Buffer) => void): () => void {
    this.#sinks.add(sink);
    return () => void this.#sinks.delete(sink);
  }

  /** Puts a track on air, or none. */
  show(producerId: string | null): void {
    if (producerId === this.#wanted) {
      return;
    }
    this.#wanted = producerId;
    closeAnyway(this.#coming);
    this.#coming = null;
    if (producerId === null) {
      closeAnyway(this.#onAir);
      this.#onAir = null;
    } else if (this.#onAir?.producerId !== producerId) {
      void this.#open(producerId);
    }
  }

  requestKeyFrame(): void {
    // It fails where the consumer is gone, and then there is none to ask.
    this.#onAir?.requestKeyFrame().catch(() => undefined);
  }

  close(): void {
    this.show(null);
    this.#sinks.clear();
  }

  async #open(producerId: string): Promise<void> {
    try {
      const consumer = await this.#options.open(producerId);
      if (this.#wanted !== producerId || this.#coming !== null || this.#onAir?.producerId === producerId) {
        closeAnyway(consumer);
        return;
      }
      this.#coming = consumer;
      consumer.on('rtp', (packet) => this.#received(consumer, packet));
      consumer.observer.once('close', () => this.#closed(consumer));
      // Paused until now: nobody would have heard of its key frame.
      await consumer.resume();
    } catch (error) {
      if (this.#wanted === producerId) {
        this.#wanted = this.#onAir?.producerId ?? null;
      }
      this.#options.failed(producerId, error);
    }
  }

  #received(consumer: types.Consumer, packet: Buffer): void {
    const begins = consumer === this.#coming;
    if (begins) {
      const before = this.#onAir;
      this.#onAir = consumer;
      this.#coming = null;
      closeAnyway(before);
    } else if (consumer !== this.#onAir) {
      return;
    }
    if (this.#splice.write(packet, begins)) {
      this.#sinks.forEach((sink) => sink(packet));
    }
  }

  /** Its track has ended, most often. */
  #closed(consumer: types.Consumer): void {
    if (consumer === this.#coming) {
      this.#coming = null;
    } else if (consumer === this.#onAir) {
      this.#onAir = null;
    } else {
      return;
    }
    if (this.#wanted === consumer.producerId) {
      this.#wanted = null;
    }
  }
}
