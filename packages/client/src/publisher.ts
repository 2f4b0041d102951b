import { CallError, type RequestOutput, type Track, type TrackSource, type VideoCodec } from '@plenary/protocol';
import type { types } from 'mediasoup-client';
import type { SendOptions } from './encodings.ts';
import { limitLayers } from './layers.ts';
import type { Signaling } from './signaling.ts';

/** What should be published of a source; a `null` track keeps the producer and sends nothing (camera off). */
export interface Wish {
  readonly track: MediaStreamTrack | null;
  readonly paused: boolean;
  /** What a video is encoded with; `null` for sound, or where mediasoup-client chooses. */
  readonly codec: VideoCodec | null;
}

interface Published {
  readonly producer: types.Producer;
  /** The server's id. mediasoup-client's own is a label of ours: it must not wait for the server's answer. */
  readonly producerId: string;
  readonly codec: VideoCodec | null;
  readonly encodings: readonly types.RtpEncodingParameters[];
  paused: boolean;
}

/** How long a track goes on beside the one in another codec that takes its place, in milliseconds. */
const OVERLAP_MS = 2_500;

/** -1 to 3; a video of one encoding has but layer 0. */
type MaxLayer = number;

export interface PublisherOptions {
  /** Gives the transport to publish on, when there is first something to publish. */
  readonly openTransport: () => Promise<types.Transport>;
  readonly signaling: Pick<Signaling, 'request'>;
  /** A sender was made, of which nothing is sent yet. */
  readonly sending?: (sender: RTCRtpSender, source: TrackSource, codec: VideoCodec | null) => void;
  readonly sendOptions: (source: TrackSource, codec: VideoCodec | null) => SendOptions;
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
  /** Tracks that have a successor already, which the others may not see yet. */
  readonly #outgoing = new Map<TrackSource, Outgoing>();
  /** Told by the server, sometimes before the answer to `produce` that names the producer. */
  readonly #limits = new Map<string, MaxLayer>();
  readonly #running = new Map<TrackSource, Promise<void>>();
  /** Sources whose wish changed since their loop last looked. */
  readonly #changed = new Set<TrackSource>();
  #transport: types.Transport | null = null;
  #opening: Promise<void> | null = null;
  #limiting: Promise<void> = Promise.resolve();
  #nextLabel = 0;
  #closed = false;

  constructor(options: PublisherOptions) {
    this.#options = options;
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

  /** The ids of all that is published, as far as is known. */
  get producerIds(): readonly string[] {
    const outgoing = [...this.#outgoing.values()].map(({ published }) => published);
    return [...this.#published.values(), ...outgoing].map(({ producerId }) => producerId);
  }

  /**
   * Compares with what the server said is published, after a time in which requests and answers may have been lost.
   * The wishes are then carried out anew.
   * @param earlier what was known as published when it said so: what came later, it could not tell of
   */
  async reconcile(tracks: readonly Track[], earlier: ReadonlySet<string>): Promise<void> {
    await this.idle();
    const known = new Map(tracks.map((track) => [track.producerId, track]));
    for (const [source, published] of this.#published) {
      const track = known.get(published.producerId);
      if (track !== undefined) {
        published.paused = track.paused;
      } else if (earlier.has(published.producerId)) {
        this.#published.delete(source);
        // It may go on beside a successor that is not known of here.
        await this.#end(published).catch(unlessGone);
      }
    }
    await Promise.all([...this.#wishes].map(([source, wish]) => this.set(source, wish)));
  }

  /** Settles when nothing is under way. */
  async idle(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  /** The server has ended all of it: nothing is published any more, and it need not be told. */
  forgetAll(): void {
    this.#wishes.clear();
    this.#drop();
  }

  close(): void {
    this.#closed = true;
    this.#drop();
  }

  #drop(): void {
    for (const { producer } of this.#published.values()) {
      producer.close();
    }
    for (const { timer, published } of this.#outgoing.values()) {
      clearTimeout(timer);
      published.producer.close();
    }
    this.#published.clear();
    this.#outgoing.clear();
    this.#limits.clear();
  }

  #run(source: TrackSource): Promise<void> {
    const running = this.#running.get(source);
    if (running !== undefined) {
      return running;
    }
    const run = this.#reconcile(source)
      .catch((error: unknown) => {
        const failure = asCallError(error);
        if (isUnanswered(failure)) {
          // Whether the server did it is found out when the connection is back (`reconcile`); the wish stays.
          this.#changed.delete(source);
        } else if (!this.#closed && this.#wishes.delete(source)) {
          // Without a wish its failure is what was wanted: the server refuses who left the stage.
          this.#options.failed(source, failure);
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
      if (this.#transport === null) {
        await this.#open();
      } else {
        await this.#produce(this.#transport, source, wish, wish.track);
      }
      return true;
    }
    // Not waited for where there is nothing to end: the wish could have changed by then, and its track have ended.
    const replaced = this.#finishReplacing(source, wish);
    if (replaced !== null) {
      await replaced;
      return true;
    }
    const { producer, producerId } = published;
    if (wish === undefined) {
      this.#published.delete(source);
      // A host may have ended it; what is wished by now must not fail with that.
      await this.#end(published).catch(unlessGone);
      return true;
    }
    if (published.codec !== wish.codec && wish.track !== null && this.#transport !== null) {
      // The earlier one goes on until the others have had time to receive the new one.
      await this.#produce(this.#transport, source, wish, wish.track, published);
      return true;
    }
    if (producer.track !== wish.track) {
      await producer.replaceTrack({ track: wish.track });
      return true;
    }
    if (published.paused !== wish.paused) {
      const { paused } = wish;
      published.paused = paused;
      await signaling.request('setProducerPaused', { producerId, paused }).catch((error: unknown) => {
        // Refused: what is wished next is compared with how it is.
        published.paused = !paused;
        throw error;
      });
      return true;
    }
    return false;
  }

  /**
   * Ends a track that has its successor: when its time is over, or at once when anything else is wished.
   * @returns `null` when there is none to end now
   */
  #finishReplacing(source: TrackSource, wish: Wish | undefined): Promise<void> | null {
    const outgoing = this.#outgoing.get(source);
    const successor = this.#published.get(source);
    const goesOn = wish !== undefined && wish.track === successor?.producer.track
      && wish.paused === successor.paused && wish.codec === successor.codec;
    if (outgoing === undefined || (goesOn && !outgoing.due)) {
      return null;
    }
    clearTimeout(outgoing.timer);
    this.#outgoing.delete(source);
    // A move of the call between workers may have ended it already.
    return this.#end(outgoing.published).catch(unlessGone);
  }

  async #end({ producer, producerId }: Published): Promise<void> {
    this.#limits.delete(producerId);
    producer.close();
    await this.#options.signaling.request('closeProducer', { producerId });
  }

  #startReplacing(source: TrackSource, published: Published): void {
    const timer = setTimeout(() => {
      const outgoing = this.#outgoing.get(source);
      if (outgoing !== undefined) {
        outgoing.due = true;
        this.#changed.add(source);
        void this.#run(source);
      }
    }, OVERLAP_MS);
    this.#outgoing.set(source, { published, timer, due: false });
  }

  #limit({ producer, producerId, encodings }: Published): void {
    const max = this.#limits.get(producerId);
    const sender = producer.rtpSender;
    if (max === undefined || sender === undefined) {
      return;
    }
    // Changes of one sender's parameters must not overlap; a refused one leaves more layers than needed.
    this.#limiting = this.#limiting.then(() => limitLayers(sender, encodings, max)).catch(() => undefined);
  }

  /** All sources share one transport; a failed attempt is forgotten, so that the next wish tries again. */
  #open(): Promise<void> {
    this.#opening ??= this.#options.openTransport().then((transport) => {
      this.#listen(transport);
      this.#transport = transport;
    }).finally(() => (this.#opening = null));
    return this.#opening;
  }

  #listen(transport: types.Transport): void {
    transport.on('produce', ({ rtpParameters, appData }, done) => {
      const { source, paused, replaces, answered } = appData as unknown as Produce;
      answered(this.#options.signaling.request('produce', {
        transportId: transport.id,
        source,
        paused,
        // Typed more loosely by mediasoup-client; the server's schema decides what it takes.
        rtpParameters: rtpParameters as never,
        ...(replaces === undefined ? {} : { replaces }),
      }));
      // Answering here at once lets the next source go out without waiting for the server.
      done({ id: `local-${this.#nextLabel++}` });
    });
  }

  async #produce(
    transport: types.Transport,
    source: TrackSource,
    wish: Wish,
    track: MediaStreamTrack,
    earlier?: Published,
  ): Promise<void> {
    let answer: Promise<ProduceAnswer> | undefined;
    const { codec } = wish;
    const { sending, sendOptions } = this.#options;
    const options = sendOptions(source, codec);
    // mediasoup-client writes into the encodings that it is given.
    const encodings = structuredClone(options.encodings ?? []);
    const appData: Produce = {
      source,
      paused: wish.paused,
      replaces: earlier?.producerId,
      answered: (promise) => {
        answer = promise;
        // Where the transport ends meanwhile nobody waits for it.
        promise.catch(() => undefined);
      },
    };
    const producer = await transport.produce({
      track,
      // The local media own their tracks and decide when they stop.
      stopTracks: false,
      disableTrackOnPause: false,
      ...options,
      ...(sending === undefined ? {} : { onRtpSender: (sender) => sending(sender, source, codec) }),
      appData: appData as unknown as types.AppData,
    });
    try {
      const { producerId } = await (answer as Promise<ProduceAnswer>);
      if (this.#closed) {
        producer.close();
        return;
      }
      const published = { producer, producerId, codec, encodings, paused: wish.paused };
      this.#published.set(source, published);
      if (earlier !== undefined) {
        this.#startReplacing(source, earlier);
      }
      this.#limit(published);
    } catch (error) {
      producer.close();
      throw error;
    }
  }
}

/** A track that another one in a different codec takes the place of. */
interface Outgoing {
  readonly published: Published;
  readonly timer: ReturnType<typeof setTimeout>;
  /** Its time is over. */
  due: boolean;
}

type ProduceAnswer = RequestOutput<'produce'>;

/** Travels through mediasoup-client's `appData` to the `produce` event. */
interface Produce {
  readonly source: TrackSource;
  readonly paused: boolean;
  readonly replaces: string | undefined;
  readonly answered: (answer: Promise<ProduceAnswer>) => void;
}

/** The connection went before the answer came: the server may have done it or not. */
const isUnanswered = ({ code }: CallError): boolean => code === 'DISCONNECTED' || code === 'TIMEOUT';

/** For requests to end what may have ended. */
export function unlessGone(error: unknown): void {
  if (!(error instanceof CallError && error.code === 'NOT_FOUND')) {
    throw error;
  }
}

function asCallError(error: unknown): CallError {
  return error instanceof CallError ? error : new CallError('INCOMPATIBLE_MEDIA', undefined, { cause: error });
}
