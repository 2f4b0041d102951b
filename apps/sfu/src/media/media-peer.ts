import {
  CallError, KIND_OF_SOURCE, LIMITS, type ConsumerInfo, type DtlsParameters, type TrackSource, type TransportOptions,
} from '@plenary/protocol';
import type { types } from 'mediasoup';
import type { Config } from '../config.ts';
import type { Gathering } from '../gathering.ts';
import type { Logger } from '../logger.ts';
import type { ConnectionState, Delivery, PeerMedia, ProduceRequest, TrackRef } from '../rooms/ports.ts';
import { watchConnection } from './connection-watch.ts';
import { Downlink } from './downlink.ts';
import { Feed } from './feed.ts';
import type { RoomRouter } from './room-router.ts';
import type { MediaTotals } from './totals.ts';
import { toClient, transportSettings } from './transport.ts';
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

export interface MediaPeerOptions {
  readonly config: Config['media'];
  readonly router: Pick<RoomRouter, 'router' | 'worker'>;
  readonly rtpCapabilities: types.RtpCapabilities;
  /** Whether it needs its send transport at once. */
  readonly publishes: boolean;
  readonly totals: MediaTotals;
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
  readonly #recv: types.WebRtcTransport;
  readonly #downlink: Downlink;
  /** Not made before it is needed: who only watches is half as heavy. */
  #send: types.WebRtcTransport | null;
  #opening: Promise<types.WebRtcTransport> | null = null;
  readonly #connected = new Set<string>();
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

  private constructor(options: MediaPeerOptions, recv: types.WebRtcTransport, send: types.WebRtcTransport | null) {
    this.#options = options;
    this.#recv = recv;
    this.#downlink = new Downlink({ recv, flows: () => [...this.#feeds.values()] });
    this.#send = send;
    if (options.gathering !== null) {
      this.#beginWith(options.gathering);
    }
  }

  static async create(options: MediaPeerOptions): Promise<MediaPeer> {
    const made = await Promise.allSettled([makeTransport(options), options.publishes ? makeTransport(options) : null]);
    const transports = made.map((result) => (result.status === 'fulfilled' ? result.value : null));
    const failed = made.find((result) => result.status === 'rejected');
    const [recv = null, send = null] = transports;
    if (recv === null || failed !== undefined) {
      transports.forEach((transport) => transport?.close());
      throw new CallError('UNAVAILABLE', 'the media transports could not be made', { cause: failed?.reason });
    }
    bound(send, options);
    return new MediaPeer(options, recv, send);
  }

  get sendTransport(): TransportOptions | null {
    return this.#send === null ? null : toClient(this.#send);
  }

  async openSendTransport(): Promise<TransportOptions> {
    // Those who ask meanwhile share the attempt; a failed one is forgotten.
    const opening = async (): Promise<types.WebRtcTransport> =>
      await (this.#opening ??= this.#openSend().finally(() => (this.#opening = null)));
    return toClient(this.#send ?? await opening());
  }

  async #openSend(): Promise<types.WebRtcTransport> {
    let send: types.WebRtcTransport;
    try {
      send = await makeTransport(this.#options);
    } catch (error) {
      throw new CallError('UNAVAILABLE', 'the media transport could not be made', { cause: error });
    }
    if (this.#closed) {
      send.close();
      throw new CallError('DISCONNECTED');
    }
    bound(send, this.#options);
    this.#send = send;
    return send;
  }

  get recvTransport(): TransportOptions {
    return toClient(this.#recv);
  }

  get worker(): RoomRouter['worker'] {
    return this.#options.router.worker;
  }

  get lost(): boolean {
    return this.#lost;
  }

  get draining(): boolean {
    return this.worker.state === 'draining';
  }

  /** Its worker is gone, or answers no more. */
  lose(): void {
    this.#lost = true;
  }

  owns(transportId: string): boolean {
    return transportId === this.#send?.id || transportId === this.#recv.id;
  }

  async connectTransport(transportId: string, dtlsParameters: DtlsParameters): Promise<void> {
    const transport = this.#own(transportId);
    if (this.#connected.has(transportId)) {
      throw new CallError('CONFLICT', 'the transport is connected already');
    }
    this.#connected.add(transportId);
    try {
      await transport.connect({ dtlsParameters: dtlsParameters as types.DtlsParameters });
    } catch (error) {
      throw transport.closed ? new CallError('UNAVAILABLE', 'the transport ended meanwhile') : error;
    }
  }

  async restartIce(transportId: string): Promise<TransportOptions> {
    const transport = this.#own(transportId);
    await transport.restartIce();
    return toClient(transport);
  }

  watchConnection(transportId: string, changed: (state: ConnectionState) => void): void {
    watchConnection(this.#own(transportId), changed);
  }

  async produce({ source, rtpParameters, paused, resumes }: ProduceRequest): Promise<string> {
    const kind = KIND_OF_SOURCE[source];
    // mediasoup takes an audio codec under the kind of video, and forwards what nobody can play.
    if (!rtpParameters.codecs.every(({ mimeType }) => mimeType.toLowerCase().startsWith(`${kind}/`))) {
      throw new CallError('INCOMPATIBLE_MEDIA', `${source} is ${kind}`);
    }
    const send = this.#send;
    if (send === null) {
      throw new CallError('NOT_FOUND', 'there is no send transport yet');
    }
    if (this.#producers.size >= LIMITS.producersPerPeer) {
      throw new CallError('LIMIT_EXCEEDED');
    }
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
      throw new CallError('INCOMPATIBLE_MEDIA', (error as Error).message, { cause: error });
    }
    if (this.#closed) {
      // mediasoup closes with a transport what it knew of by then.
      closeAnyway(producer);
      throw new CallError('DISCONNECTED');
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

  closeConsumer(consumerId: string): void {
    closeAnyway(this.#feeds.get(consumerId)?.consumer);
  }

  consumers(): ConsumerInfo[] {
    return [...this.#infos.values()].map((info) => ({ ...info, held: this.#feeds.get(info.consumerId)?.held ?? false }));
  }

  async bytesSent(transportId: string): Promise<number> {
    const transport = this.#own(transportId);
    const stats = await transport.getStats();
    return stats.reduce((sum, { bytesSent }) => sum + bytesSent, 0);
  }

  async bytesReceived(): Promise<number | null> {
    const transports = [this.#send, this.#recv].filter((transport) => transport !== null);
    try {
      const stats = await Promise.all(transports.map((transport) => transport.getStats()));
      return stats.flat().reduce((sum, { bytesReceived }) => sum + bytesReceived, 0);
    } catch {
      return null;
    }
  }

  close(): void {
    if (this.#closed) {
      return;
    }
    this.#closed = true;
    closeAnyway(this.#send);
    closeAnyway(this.#recv);
    this.#options.closed();
  }

  /** Video of the first batch flows once the others of the gathering are connected too. */
  #beginWith(gathering: Gathering): void {
    this.#recv.on('dtlsstatechange', (state) => {
      if (state === 'connected') {
        // A release that fails is one of a consumer that is gone.
        void gathering.arrive().then(() => this.#gathered.forEach((feed) => feed.release().catch(() => undefined)));
      }
    });
  }

  #own(transportId: string): types.WebRtcTransport {
    const transport = [this.#send, this.#recv].find((candidate) => candidate?.id === transportId) ?? null;
    if (transport === null) {
      throw new CallError('NOT_FOUND', 'no such transport of yours');
    }
    return transport;
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
      consumer = await this.#recv.consume({
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

async function makeTransport({ router: { router, worker }, totals, config }: MediaPeerOptions): Promise<types.WebRtcTransport> {
  const transport = await router.createWebRtcTransport(transportSettings(worker.webRtcServer, config));
  totals.watch(transport);
  return transport;
}

/** Set without waiting: it is carried out before anything that a client can send. */
function bound(send: types.WebRtcTransport | null, { config }: MediaPeerOptions): void {
  send?.setMaxIncomingBitrate(config.maxUplinkBitrate).catch(() => undefined);
}
