import { CallError, type ConsumerInfo, type DtlsParameters, type NotificationPayload } from '@plenary/protocol';
import type { Device, types } from 'mediasoup-client';
import { sendOptions, type SendAbilities } from './encodings.ts';
import { FlowWatch } from './flow-watch.ts';
import { Publisher, type PublisherOptions } from './publisher.ts';
import type { Signaling } from './signaling.ts';

/** What the server answers to a join, and notifies when it moves a call. */
export type MediaParameters = NotificationPayload<'mediaMoved'>;

/** How long new media may take to flow before they count as they are, in milliseconds. */
const CONNECT_TIMEOUT_MS = 4_000;
const FLOW_TIMEOUT_MS = 2_500;

export interface MediaSessionOptions {
  readonly device: Device;
  readonly signaling: Pick<Signaling, 'request'>;
  readonly parameters: MediaParameters;
  readonly abilities: SendAbilities;
  readonly publishFailed: PublisherOptions['failed'];
  /** A received track came or went. */
  readonly tracksChanged: () => void;
  /** The transport that is received over has another state. */
  readonly receiving: (connection: RTCPeerConnectionState) => void;
  /** A transport gave up (ICE or DTLS failed): the session is of no more use. */
  readonly lost: () => void;
}

/** The media of one stay in a room: its transports and what flows over them. It lives from a join to its end. */
export class MediaSession {
  readonly publisher: Publisher;
  readonly #options: MediaSessionOptions;
  /** Not there before there is something to send, unless it came with the parameters. */
  #send: types.Transport | null = null;
  readonly #recv: types.Transport;
  readonly #consumers = new Map<string, types.Consumer>();
  /** Consumers that were closed before they came to be here. */
  readonly #dropped = new Set<string>();
  readonly #receiving = new Set<Promise<void>>();
  readonly #flow: FlowWatch;
  readonly #ended = Promise.withResolvers<void>();
  #closed = false;

  constructor(options: MediaSessionOptions) {
    const { device, parameters, signaling, abilities } = options;
    const { iceServers } = parameters;
    this.#options = options;
    this.#flow = new FlowWatch(options.tracksChanged);
    this.#recv = device.createRecvTransport(transportOptions(parameters.recvTransport, iceServers));
    this.#watch(this.#recv);
    this.#recv.on('connectionstatechange', (state) => this.#closed || options.receiving(state));
    this.publisher = new Publisher({
      openTransport: () => this.#openSend(),
      signaling,
      sendOptions: (source, codec) => sendOptions(source, codec, abilities),
      failed: options.publishFailed,
    });
  }

  /** Starts to receive a batch: one renegotiation for all of it, one message for those that the server holds. */
  async receive(batch: readonly ConsumerInfo[]): Promise<void> {
    const receiving = this.#receive(batch);
    this.#receiving.add(receiving);
    try {
      await receiving;
    } finally {
      this.#receiving.delete(receiving);
    }
  }

  async #receive(batch: readonly ConsumerInfo[]): Promise<void> {
    const results = await Promise.allSettled(batch.map((info) => this.#consume(info)));
    if (this.#closed) {
      return;
    }
    const ready = batch.filter((info, i) => info.held && results[i]?.status === 'fulfilled' && this.#consumers.has(info.consumerId));
    this.#options.tracksChanged();
    if (ready.length > 0) {
      await this.#options.signaling.request('resumeConsumers', { consumerIds: ready.map((info) => info.consumerId) });
    }
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) {
      throw failed.reason;
    }
  }

  drop(consumerIds: readonly string[]): void {
    for (const id of consumerIds) {
      const consumer = this.#consumers.get(id);
      if (consumer === undefined) {
        this.#dropped.add(id);
      } else {
        this.#consumers.delete(id);
        consumer.close();
      }
    }
    this.#options.tracksChanged();
  }

  get consumerIds(): readonly string[] {
    return [...this.#consumers.keys()];
  }

  /** Settles when what is sent and received flows, as far as can be seen, or after a bounded time. */
  async flowing(): Promise<void> {
    await this.#within(CONNECT_TIMEOUT_MS, Promise.allSettled([this.publisher.idle(), ...this.#receiving]));
    const used = this.#transports.filter(({ connectionState }) => connectionState !== 'new');
    await this.#within(CONNECT_TIMEOUT_MS, Promise.all(used.map((transport) => connected(transport))));
    await this.#within(FLOW_TIMEOUT_MS, this.#allFlow());
  }

  /** Whether media of a track have arrived. */
  flows(consumerId: string): boolean {
    return this.#flow.flows(consumerId);
  }

  track(consumerId: string): MediaStreamTrack | null {
    return this.#consumers.get(consumerId)?.track ?? null;
  }

  /** Statistics of everything received and sent (W3C WebRTC Statistics), empty ones of what there is not. */
  async stats(): Promise<{ send: RTCStatsReport; recv: RTCStatsReport }> {
    const [send, recv] = await Promise.all([this.#send?.getStats() ?? new Map(), this.#recv.getStats()]);
    return { send, recv };
  }

  close(): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#ended.resolve();
      this.#flow.close();
      this.publisher.close();
      this.#send?.close();
      this.#recv.close();
      this.#consumers.clear();
    }
  }

  async #openSend(): Promise<types.Transport> {
    const { device, parameters, signaling } = this.#options;
    const given = parameters.sendTransport
      ?? (await signaling.request('openSendTransport', { recvTransportId: this.#recv.id })).sendTransport;
    if (this.#closed) {
      throw new CallError('DISCONNECTED');
    }
    this.#send = device.createSendTransport(transportOptions(given, parameters.iceServers));
    this.#watch(this.#send);
    return this.#send;
  }

  get #transports(): types.Transport[] {
    return this.#send === null ? [this.#recv] : [this.#send, this.#recv];
  }

  async #consume(info: ConsumerInfo): Promise<void> {
    const consumer = await this.#recv.consume({
      id: info.consumerId,
      producerId: info.producerId,
      kind: info.kind,
      rtpParameters: info.rtpParameters as types.RtpParameters,
      // A participant's mic and camera are played in step, as are the two tracks of a screen share.
      streamId: `${info.peerId}-${info.source.startsWith('screen') ? 'screen' : 'person'}`,
    });
    if (this.#closed || this.#dropped.delete(info.consumerId)) {
      consumer.close();
      return;
    }
    this.#consumers.set(info.consumerId, consumer);
    this.#flow.add(consumer);
  }

  async #allFlow(): Promise<void> {
    while (!this.#flow.allFlow && !this.#closed) {
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }

  async #within(ms: number, promise: Promise<unknown>): Promise<void> {
    const timeout = Promise.withResolvers<void>();
    const timer = setTimeout(timeout.resolve, ms);
    await Promise.race([promise, timeout.promise, this.#ended.promise]);
    clearTimeout(timer);
  }

  #watch(transport: types.Transport): void {
    transport.on('connect', ({ dtlsParameters }, done) => {
      const request = { transportId: transport.id, dtlsParameters: dtlsParameters as DtlsParameters };
      this.#options.signaling.request('connectTransport', request).catch(() => this.#lost());
      // The message is on its way before any packet; its answer would only cost a round trip.
      done();
    });
    transport.on('connectionstatechange', (state) => {
      if (state === 'failed') {
        this.#lost();
      }
    });
  }

  #lost(): void {
    if (!this.#closed) {
      this.#options.lost();
    }
  }
}

function transportOptions(
  options: MediaParameters['recvTransport'],
  iceServers: MediaParameters['iceServers'],
): types.TransportOptions {
  return { ...options, iceServers: iceServers as RTCIceServer[] } as types.TransportOptions;
}

async function connected(transport: types.Transport): Promise<void> {
  while (transport.connectionState === 'connecting' || transport.connectionState === 'new') {
    await new Promise((resolve) => transport.once('connectionstatechange', resolve));
  }
}
