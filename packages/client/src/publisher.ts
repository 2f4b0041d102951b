import { CallError, type RequestOutput, type TrackSource } from '@plenary/protocol';
import type { types } from 'mediasoup-client';
import type { SendOptions } from './encodings.ts';
import { limitLayers } from './layers.ts';
import type { Signaling } from './signaling.ts';

/** What should be published of a source; a `null` track keeps the producer and sends nothing (camera off). */
export interface Wish {
  readonly track: MediaStreamTrack | null;
  readonly paused: boolean;
}

interface Published {
  readonly producer: types.Producer;
  /** The server's id. mediasoup-client's own is a label of ours: it must not wait for the server's answer. */
  readonly producerId: string;
  paused: boolean;
}

/** -1 to 3; a video of one encoding has but layer 0. */
type MaxLayer = number;

export interface PublisherOptions {
  readonly transport: types.Transport;
  readonly signaling: Pick<Signaling, 'request'>;
  readonly sendOptions: (source: TrackSource) => SendOptions;
  /** A source could not be published or changed; its wish is forgotten. */
  readonly failed: (source: TrackSource, error: CallError) => void;
}

/**
 * Brings what is published in line with what is wished, one source at a time each and all sources beside each
 * other. Wishes may change at any moment; the loop ends where nothing differs.
 */
export class Publisher {
  readonly #options: PublisherOptions;
  readonly #wishes = new Map<TrackSource, Wish>();
  readonly #published = new Map<TrackSource, Published>();
  /** Told by the server, sometimes before the answer to `produce` that names the producer. */
  readonly #limits = new Map<string, MaxLayer>();
  readonly #running = new Map<TrackSource, Promise<void>>();
  /** Sources whose wish changed since their loop last looked. */
  readonly #changed = new Set<TrackSource>();
  #limiting: Promise<void> = Promise.resolve();
  #nextLabel = 0;
  #closed = false;

  constructor(options: PublisherOptions) {
    this.#options = options;
    options.transport.on('produce', ({ rtpParameters, appData }, done) => {
      const { source, paused, answered } = appData as unknown as Produce;
      answered(this.#options.signaling.request('produce', {
        transportId: options.transport.id,
        source,
        paused,
        // Typed more loosely by mediasoup-client; the server's schema decides what it takes.
        rtpParameters: rtpParameters as never,
      }));
      // Answering here at once lets the next source go out without waiting for the server.
      done({ id: `local-${this.#nextLabel++}` });
    });
  }

  /** @param wish `null` ends the track. */
  set(source: TrackSource, wish: Wish | null): Promise<void> {
    if (wish === null) {
      this.#wishes.delete(source);
    } else {
      this.#wishes.set(source, wish);
    }
    this.#changed.add(source);
    return this.#run(source);
  }

  /** Encodes no layer above this one (dynacast); the server says what anyone wants. */
  limitLayers(producerId: string, max: MaxLayer): void {
    this.#limits.set(producerId, max);
    for (const published of this.#published.values()) {
      if (published.producerId === producerId) {
        this.#limit(published);
      }
    }
  }

  /** Settles when nothing is under way. */
  async idle(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  close(): void {
    this.#closed = true;
    for (const { producer } of this.#published.values()) {
      producer.close();
    }
    this.#published.clear();
  }

  #run(source: TrackSource): Promise<void> {
    const running = this.#running.get(source);
    if (running !== undefined) {
      return running;
    }
    const run = this.#reconcile(source)
      .catch((error: unknown) => {
        if (!this.#closed) {
          this.#wishes.delete(source);
          this.#options.failed(source, asCallError(error));
        }
      })
      .finally(() => {
        this.#running.delete(source);
        // A wish that came after the loop's last look must not wait for the next one.
        if (this.#changed.has(source)) {
          return this.#run(source);
        }
      });
    this.#running.set(source, run);
    return run;
  }

  async #reconcile(source: TrackSource): Promise<void> {
    while (!this.#closed && (await this.#step(source))) {
      // Each step does one thing and looks again, as the wish may have changed meanwhile.
    }
    if (this.#closed) {
      this.#changed.delete(source);
    }
  }

  /** Does one thing that is to do; `false` when nothing is. */
  async #step(source: TrackSource): Promise<boolean> {
    this.#changed.delete(source);
    const wish = this.#wishes.get(source);
    const published = this.#published.get(source);
    const { signaling } = this.#options;
    if (published === undefined) {
      if (wish === undefined || wish.track === null) {
        return false;
      }
      await this.#produce(source, wish, wish.track);
      return true;
    }
    const { producer, producerId } = published;
    if (wish === undefined) {
      this.#published.delete(source);
      this.#limits.delete(producerId);
      producer.close();
      await signaling.request('closeProducer', { producerId });
      return true;
    }
    if (producer.track !== wish.track) {
      await producer.replaceTrack({ track: wish.track });
      return true;
    }
    if (published.paused !== wish.paused) {
      published.paused = wish.paused;
      await signaling.request('setProducerPaused', { producerId, paused: wish.paused });
      return true;
    }
    return false;
  }

  #limit({ producer, producerId }: Published): void {
    const max = this.#limits.get(producerId);
    const sender = producer.rtpSender;
    if (max === undefined || sender === undefined) {
      return;
    }
    // Changes of one sender's parameters must not overlap; a refused one leaves more layers than needed.
    this.#limiting = this.#limiting.then(() => limitLayers(sender, max)).catch(() => undefined);
  }

  async #produce(source: TrackSource, wish: Wish, track: MediaStreamTrack): Promise<void> {
    let answer: Promise<ProduceAnswer> | undefined;
    const appData: Produce = { source, paused: wish.paused, answered: (promise) => (answer = promise) };
    const producer = await this.#options.transport.produce({
      track,
      // The local media own their tracks and decide when they stop.
      stopTracks: false,
      disableTrackOnPause: false,
      ...this.#options.sendOptions(source),
      appData: appData as unknown as types.AppData,
    });
    try {
      const { producerId } = await (answer as Promise<ProduceAnswer>);
      if (this.#closed) {
        producer.close();
        return;
      }
      const published = { producer, producerId, paused: wish.paused };
      this.#published.set(source, published);
      this.#limit(published);
    } catch (error) {
      producer.close();
      throw error;
    }
  }
}

type ProduceAnswer = RequestOutput<'produce'>;

/** Travels through mediasoup-client's `appData` to the `produce` event. */
interface Produce {
  readonly source: TrackSource;
  readonly paused: boolean;
  readonly answered: (answer: Promise<ProduceAnswer>) => void;
}

function asCallError(error: unknown): CallError {
  return error instanceof CallError ? error : new CallError('INCOMPATIBLE_MEDIA', undefined, { cause: error });
}
