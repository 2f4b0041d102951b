import { CallError, KIND_OF_SOURCE, type ConsumerInfo, type DtlsParameters, type RtpParameters, type TrackSource } from '@plenary/protocol';
import type { types } from 'mediasoup';
import type { Config } from '../config.ts';
import type { Logger } from '../logger.ts';
import type { PeerMedia, TrackRef } from '../rooms/ports.ts';
import type { MediaTotals } from './totals.ts';
import { toClient, transportSettings } from './transport.ts';

/** Key frames of one producer are asked for at most this often, in milliseconds: a storm of joiners shares one. */
const KEY_FRAME_DELAY_MS = 1_000;

export interface MediaPeerOptions {
  readonly config: Config['media'];
  readonly router: types.Router;
  readonly webRtcServer: types.WebRtcServer;
  readonly rtpCapabilities: types.RtpCapabilities;
  readonly totals: MediaTotals;
  readonly logger: Logger;
  readonly micOpened: (producerId: string) => void;
  readonly micClosed: (producerId: string) => void;
  readonly closed: () => void;
}

/** One peer's transports, producers and consumers. It owns the transports; closing those closes the rest. */
export class MediaPeer implements PeerMedia {
  readonly sendTransport;
  readonly recvTransport;
  readonly #options: MediaPeerOptions;
  readonly #send: types.WebRtcTransport;
  readonly #recv: types.WebRtcTransport;
  readonly #connected = new Set<string>();
  readonly #producers = new Map<string, types.Producer>();
  readonly #consumers = new Map<string, types.Consumer>();
  /** The first batch flows by itself once the transport connects; the client must be asked before later ones. */
  #firstBatch = true;
  #closed = false;

  private constructor(options: MediaPeerOptions, send: types.WebRtcTransport, recv: types.WebRtcTransport) {
    this.#options = options;
    this.#send = send;
    this.#recv = recv;
    this.sendTransport = toClient(send);
    this.recvTransport = toClient(recv);
    options.totals.watch(send);
    options.totals.watch(recv);
  }

  static async create(options: MediaPeerOptions): Promise<MediaPeer> {
    const { router, webRtcServer, config } = options;
    const settings = transportSettings(webRtcServer);
    const made = await Promise.allSettled([router.createWebRtcTransport(settings), router.createWebRtcTransport(settings)]);
    const transports = made.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const [send, recv] = transports;
    if (send === undefined || recv === undefined) {
      transports.forEach((transport) => transport.close());
      const failed = made.find((result) => result.status === 'rejected');
      throw new CallError('UNAVAILABLE', 'the media transports could not be made', { cause: failed?.reason });
    }
    // Set without waiting: it is carried out before anything that a client can send.
    send.setMaxIncomingBitrate(config.maxUplinkBitrate).catch(() => undefined);
    return new MediaPeer(options, send, recv);
  }

  async connectTransport(transportId: string, dtlsParameters: DtlsParameters): Promise<void> {
    const transport = [this.#send, this.#recv].find(({ id }) => id === transportId);
    if (transport === undefined) {
      throw new CallError('NOT_FOUND', 'no such transport of yours');
    }
    if (this.#connected.has(transportId)) {
      throw new CallError('CONFLICT', 'the transport is connected already');
    }
    this.#connected.add(transportId);
    await transport.connect({ dtlsParameters: dtlsParameters as types.DtlsParameters });
  }

  async produce(source: TrackSource, rtpParameters: RtpParameters, paused: boolean): Promise<string> {
    const kind = KIND_OF_SOURCE[source];
    // mediasoup takes an audio codec under the kind of video, and forwards what nobody can play.
    if (!rtpParameters.codecs.every(({ mimeType }) => mimeType.toLowerCase().startsWith(`${kind}/`))) {
      throw new CallError('INCOMPATIBLE_MEDIA', `${source} is ${kind}`);
    }
    let producer: types.Producer;
    try {
      producer = await this.#send.produce({
        kind,
        rtpParameters: rtpParameters as types.RtpParameters,
        paused,
        keyFrameRequestDelay: KEY_FRAME_DELAY_MS,
        appData: { source },
      });
    } catch (error) {
      if (this.#closed) {
        throw new CallError('DISCONNECTED', undefined, { cause: error });
      }
      throw new CallError('INCOMPATIBLE_MEDIA', (error as Error).message, { cause: error });
    }
    this.#producers.set(producer.id, producer);
    producer.observer.once('close', () => this.#producers.delete(producer.id));
    if (source === 'mic') {
      producer.observer.once('close', () => this.#options.micClosed(producer.id));
      this.#options.micOpened(producer.id);
    }
    return producer.id;
  }

  closeProducer(producerId: string): void {
    this.#producers.get(producerId)?.close();
  }

  async setProducerPaused(producerId: string, paused: boolean): Promise<void> {
    const producer = this.#producers.get(producerId);
    await (paused ? producer?.pause() : producer?.resume());
  }

  async consume(tracks: readonly TrackRef[]): Promise<ConsumerInfo[]> {
    const { router, rtpCapabilities, logger } = this.#options;
    const possible = tracks.filter(({ producerId }) => router.canConsume({ producerId, rtpCapabilities }));
    if (possible.length === 0) {
      return [];
    }
    const held = !this.#firstBatch;
    this.#firstBatch = false;
    const results = await Promise.allSettled(possible.map((track) => this.#consume(track, held)));
    return results.flatMap((result, i) => {
      if (result.status === 'fulfilled') {
        return [result.value];
      }
      // Most often the publisher ended the track in this very moment; fan-out is asked again then.
      logger.debug({ producerId: possible[i]?.producerId, err: result.reason }, 'track not sent to a peer');
      return [];
    });
  }

  async resumeConsumers(consumerIds: readonly string[]): Promise<void> {
    await Promise.all(consumerIds.map((id) => this.#consumers.get(id)?.resume()));
  }

  closeConsumer(consumerId: string): void {
    this.#consumers.get(consumerId)?.close();
  }

  close(): void {
    if (this.#closed) {
      return;
    }
    this.#closed = true;
    this.#send.close();
    this.#recv.close();
    this.#options.closed();
  }

  async #consume(track: TrackRef, held: boolean): Promise<ConsumerInfo> {
    const { producerId, peerId, source } = track;
    const consumer = await this.#recv.consume({
      producerId,
      rtpCapabilities: this.#options.rtpCapabilities,
      paused: held,
      appData: { source },
    });
    this.#consumers.set(consumer.id, consumer);
    consumer.observer.once('close', () => this.#consumers.delete(consumer.id));
    return {
      consumerId: consumer.id,
      producerId,
      peerId,
      source,
      kind: consumer.kind,
      rtpParameters: consumer.rtpParameters as ConsumerInfo['rtpParameters'],
      held,
    };
  }
}
