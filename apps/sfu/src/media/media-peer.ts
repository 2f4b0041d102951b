import {
  CallError, KIND_OF_SOURCE, LIMITS, type ConsumerInfo, type DtlsParameters, type TrackSource, type TransportOptions,
} from '@plenary/protocol';
import type { types } from 'mediasoup';
import type { Gathering } from '../gathering.ts';
import type { Logger } from '../logger.ts';
import type { ConnectionState, Delivery, PeerMedia, ProduceRequest, TrackRef } from '../rooms/ports.ts';
import { watchConnection } from './connection-watch.ts';
import { Downlink } from './downlink.ts';
import { Feed } from './feed.ts';
import { PeerTransports, type PeerTransportsOptions } from './peer-transports.ts';
import type { RoomRouter } from './room-router.ts';
import { toClient } from './transport.ts';
import { closeAnyway } from './worker-process.ts';

/**
 * Key frames of one layer are asked for at most this often, in milliseconds: joiners within a second share one. A bit
 * more than a second, so that no second sees two.
 */
const KEY_FRAME_DELAY_MS = 1_100;
/**
 * The same after a move: everybody asks within moments of each other, before a picture that stands still. Not
 * less, because Chromium passes over requests within 300 ms of the one before, and mediasoup asks again only a
 * second after one that brought no key frame.
 */
const KEY_FRAME_DELAY_RESUMED_MS = 400;

export interface MediaPeerOptions extends PeerTransportsOptions {
  readonly rtpCapabilities: types.RtpCapabilities;
  readonly logger: Logger;
  /** The peer comes here with others who lost their media too: their video begins together. */
  readonly gathering: Gathering | null;
  /**
   * Makes a track available on the peer's router; answers how to give it back, or `null` when the peer can't decode
   * it. Rejects when the track has ended.
   */
  readonly reach: (producerId: string) => Promise<(() => void) | null>;
  readonly produced: (producer: types.Producer, source: TrackSource) => void;
  readonly closed: () => void;
}

/** One peer's transports, producers and consumers. It owns the transports; closing those closes the rest. */
export class MediaPeer implements PeerMedia {
  readonly #options: MediaPeerOptions;
  readonly #transports: PeerTransports;
  readonly #downlink: Downlink;
  readonly unplayable = new Set<string>();
  readonly #producers = new Map<string, types.Producer>();
  readonly #feeds = new Map<string, Feed>();
  /** As the client was told of them. */
  readonly #infos = new Map<string, ConsumerInfo>();
  /** What waits for the others of a gathering. */
  readonly #gathered: Feed[] = [];
  #layersChanged: (consumerId: string, spatialLayer: number | null) => void = () => undefined;
  /** The first batch flows by itself once the transport connects; the client must be asked before later ones. */
  #firstBatch = true;
  #closed = false;
  #lost = false;

  private constructor(options: MediaPeerOptions, transports: PeerTransports) {
    this.#options = options;
    this.#transports = transports;
    this.#downlink = new Downlink({ recv: transports.recv, flows: () => [...this.#feeds.values()] });
    if (options.gathering !== null) {
      this.#beginWith(options.gathering);
    }
  }

  static async create(options: MediaPeerOptions): Promise<MediaPeer> {
    return new MediaPeer(options, await PeerTransports.create(options));
  }

  get sendTransport(): TransportOptions | null {
    const { send } = this.#transports;
    return send === null ? null : toClient(send);
  }

  async openSendTransport(): Promise<TransportOptions> {
    return await this.#transports.openSend();
  }

  get recvTransport(): TransportOptions {
    return toClient(this.#transports.recv);
  }

  get worker(): RoomRouter['worker'] {
    return this.#options.router.worker;
  }

  get lost(): boolean {
    return this.#lost;
  }

  get deaf(): boolean {
    return this.#transports.deaf;
  }

  get draining(): boolean {
    return this.worker.state === 'draining';
  }

  /** Its worker is gone, or answers no more. */
  lose(): void {
    this.#lost = true;
  }

  owns(transportId: string): boolean {
    return this.#transports.owns(transportId);
  }

  async connectTransport(transportId: string, dtlsParameters: DtlsParameters): Promise<void> {
    await this.#transports.connect(transportId, dtlsParameters);
  }

  async restartIce(transportId: string): Promise<TransportOptions> {
    const transport = this.#transports.own(transportId);
    await transport.restartIce();
    return toClient(transport);
  }

  watchConnection(transportId: string, changed: (state: ConnectionState) => void): void {
    watchConnection(this.#transports.own(transportId), changed);
  }

  async produce({ source, rtpParameters, paused, resumes }: ProduceRequest): Promise<string> {
    const kind = KIND_OF_SOURCE[source];
    // mediasoup takes an audio codec under the kind of video, and forwards what nobody can play.
    if (!rtpParameters.codecs.every(({ mimeType }) => mimeType.toLowerCase().startsWith(`${kind}/`))) {
      throw new CallError('INCOMPATIBLE_MEDIA', `${source} is ${kind}`);
    }
    const { send } = this.#transports;
    if (send === null) {
      throw new CallError('NOT_FOUND', 'there is no send transport yet');
    }
    if (this.#producers.size >= LIMITS.producersPerPeer) {
      throw new CallError('LIMIT_EXCEEDED');
    }
    this.#transports.await(send);
    let producer: types.Producer;
    try {
      producer = await send.produce({
        kind,
        rtpParameters: rtpParameters as types.RtpParameters,
        paused,
        keyFrameRequestDelay: resumes ? KEY_FRAME_DELAY_RESUMED_MS : KEY_FRAME_DELAY_MS,
        appData: { source },
      });
    } catch (error) {
      if (this.#closed) {
        throw new CallError('DISCONNECTED', undefined, { cause: error });
      }
      if (send.closed) {
        throw new CallError('NOT_FOUND', 'the transport ended meanwhile', { cause: error });
      }
      throw new CallError('INCOMPATIBLE_MEDIA', (error as Error).message, { cause: error });
    }
    if (send.closed) {
      // mediasoup closes with a transport what it knew of by then.
      closeAnyway(producer);
      throw this.#closed ? new CallError('DISCONNECTED') : new CallError('NOT_FOUND', 'the transport ended meanwhile');
    }
    this.#producers.set(producer.id, producer);
    producer.observer.once('close', () => this.#producers.delete(producer.id));
    this.#options.produced(producer, source);
    return producer.id;
  }

  closeProducer(producerId: string): void {
    closeAnyway(this.#producers.get(producerId));
  }

  async setProducerPaused(producerId: string, paused: boolean): Promise<void> {
    const producer = this.#producers.get(producerId);
    await (paused ? producer?.pause() : producer?.resume());
  }

  async consume(tracks: readonly { track: TrackRef; delivery: Delivery }[]): Promise<ConsumerInfo[]> {
    const results = await Promise.allSettled(tracks.map(({ track }) => this.#leased(track)));
    const leased = results.flatMap((result, i) => {
      const wish = tracks[i];
      return result.status === 'fulfilled' && result.value !== null && wish !== undefined
        ? [{ ...wish, giveBack: result.value }]
        : [];
    });
    if (leased.length === 0) {
      return [];
    }
    this.#transports.await(this.#transports.recv);
    const held = !this.#firstBatch;
    this.#firstBatch = false;
    const gathers = !held && this.#options.gathering !== null;
    const made = await Promise.allSettled(leased.map((wish) => this.#consume(wish, held, gathers)));
    return made.flatMap((result, i) => {
      if (result.status === 'fulfilled') {
        return [result.value];
      }
      // Most often the publisher ended the track in this very moment; fan-out is asked again then.
      this.#options.logger.debug({ producerId: leased[i]?.track.producerId, err: result.reason }, 'track not sent to a peer');
      return [];
    });
  }

  watchLayers(changed: (consumerId: string, spatialLayer: number | null) => void): void {
    this.#layersChanged = changed;
  }

  deliver(consumerId: string, delivery: Delivery): void {
    this.#feeds.get(consumerId)?.deliver(delivery);
  }

  async resumeConsumers(consumerIds: readonly string[]): Promise<void> {
    await Promise.all(consumerIds.map((id) => this.#feeds.get(id)?.release()));
  }

  async requestKeyFrames(consumerIds: readonly string[]): Promise<void> {
    const consumers = consumerIds.flatMap((id) => this.#feeds.get(id)?.consumer ?? []);
    // One that ends meanwhile has none to wait for.
    await Promise.allSettled(consumers.filter(({ kind }) => kind === 'video').map((consumer) => consumer.requestKeyFrame()));
  }

  closeConsumer(consumerId: string): void {
    closeAnyway(this.#feeds.get(consumerId)?.consumer);
  }

  consumers(): ConsumerInfo[] {
    return [...this.#infos.values()].map((info) => ({ ...info, held: this.#feeds.get(info.consumerId)?.held ?? false }));
  }

  async bytesSent(transportId: string): Promise<number> {
    return await this.#transports.bytesSent(transportId);
  }

  async bytesReceived(): Promise<number | null> {
    return await this.#transports.bytesReceived();
  }

  close(): void {
    if (this.#closed) {
      return;
    }
    this.#closed = true;
    this.#transports.close();
    this.#options.closed();
  }

  /** Video of the first batch flows once the others of the gathering are connected too. */
  #beginWith(gathering: Gathering): void {
    this.#transports.recv.on('dtlsstatechange', (state) => {
      if (state === 'connected') {
        // A release that fails is one of a consumer that is gone.
        void gathering.arrive().then(() => this.#gathered.forEach((feed) => feed.release().catch(() => undefined)));
      }
    });
  }

  /** The track can be consumed here; `null` when it can't be decoded, or the peer has gone. */
  async #leased({ producerId }: TrackRef): Promise<(() => void) | null> {
    const giveBack = await this.#options.reach(producerId);
    if (giveBack === null) {
      this.unplayable.add(producerId);
    }
    if (this.#closed) {
      giveBack?.();
      return null;
    }
    return giveBack;
  }

  async #consume(
    { track, delivery, giveBack }: { track: TrackRef; delivery: Delivery; giveBack: () => void },
    held: boolean,
    gathers: boolean,
  ): Promise<ConsumerInfo> {
    const { producerId, peerId, source } = track;
    const { layer } = delivery;
    const waits = held || (gathers && KIND_OF_SOURCE[source] === 'video');
    let consumer: types.Consumer;
    try {
      consumer = await this.#transports.recv.consume({
        producerId,
        rtpCapabilities: this.#options.rtpCapabilities,
        paused: waits || delivery.standby,
        ...(layer === null ? {} : { preferredLayers: { spatialLayer: layer.spatial, temporalLayer: layer.temporal } }),
        appData: { source },
      });
    } catch (error) {
      giveBack();
      throw error;
    }
    const feed = new Feed(consumer, waits, delivery, () => this.#downlink.left());
    this.#feeds.set(consumer.id, feed);
    if (waits && !held) {
      this.#gathered.push(feed);
    }
    consumer.on('layerschange', (layers) => this.#layersChanged(consumer.id, layers?.spatialLayer ?? null));
    consumer.observer.once('close', () => {
      this.#feeds.delete(consumer.id);
      this.#infos.delete(consumer.id);
      giveBack();
    });
    const info: ConsumerInfo = {
      consumerId: consumer.id,
      producerId,
      peerId,
      source,
      kind: consumer.kind,
      rtpParameters: consumer.rtpParameters as ConsumerInfo['rtpParameters'],
      held,
    };
    this.#infos.set(consumer.id, info);
    return info;
  }
}
