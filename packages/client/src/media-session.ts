import { CallError, type ConsumerInfo, type DtlsParameters, type ErrorCode, type NotificationPayload } from '@plenary/protocol';
import type { Device, types } from 'mediasoup-client';
import type { Encryption } from './e2ee/encryption.ts';
import { sendOptions, type SendAbilities } from './encodings.ts';
import { arrivalsOf, type Arrivals } from './arrivals.ts';
import { FlowWatch } from './flow-watch.ts';
import { restartIceOf } from './ice-restart.ts';
import { PlayoutDelay } from './playout-delay.ts';
import { Publisher, type PublisherOptions } from './publisher.ts';
import type { Signaling } from './signaling.ts';

/** What the server answers to a join, and notifies when it moves a call. */
export type MediaParameters = Omit<NotificationPayload<'mediaMoved'>, 'lost'>;

/** How long new media may take to flow before they count as they are, in milliseconds. */
const CONNECT_TIMEOUT_MS = 4_000;
const FLOW_TIMEOUT_MS = 2_500;
/** What ended is negotiated away together, after so many milliseconds: what begins meanwhile has no time to wait for it. */
const CLOSE_DELAY_MS = 1_500;

export interface MediaSessionOptions {
  readonly device: Device;
  readonly signaling: Pick<Signaling, 'request'>;
  readonly parameters: MediaParameters;
  /** Of all that is sent and received; `null` for none. */
  readonly encryption: Encryption | null;
  readonly abilities: SendAbilities;
  readonly publishFailed: PublisherOptions['failed'];
  /** A received track came or went. */
  readonly tracksChanged: () => void;
  /** The transport that is received over has another state. */
  readonly receiving: (connection: RTCPeerConnectionState) => void;
  /** The way of a transport may have broken off (ICE `disconnected`), or has, or none was found (`failed`, DTLS too). */
  readonly broken: (how: 'disconnected' | 'failed') => void;
  /** A STUN or TURN server was given up. */
  readonly candidateFailed: (event: RTCPeerConnectionIceErrorEvent) => void;
  /** The server can't connect a transport: the session is of no more use. */
  readonly lost: () => void;
}

/** Refusals after which the server is asked again, or makes new media by itself. */
const ANOTHER_WAY: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['DISCONNECTED', 'TIMEOUT', 'UNAVAILABLE']);

/** The media of one stay in a room: its transports and what flows over them. It lives from a join to its end. */
export class MediaSession {
  readonly publisher: Publisher;
  readonly #options: MediaSessionOptions;
  /** Not there before there is something to send, unless it came with the parameters. */
  #send: types.Transport | null = null;
  readonly #recv: types.Transport;
  readonly #consumers = new Map<string, types.Consumer>();
  /** Consumers that are here or about to be. */
  readonly #described = new Set<string>();
  /** Consumers that have ended, and are still described. */
  readonly #closing: types.Consumer[] = [];
  #closer: ReturnType<typeof setTimeout> | null = null;
  /** Consumers that were closed before they came to be here. */
  readonly #dropped = new Set<string>();
  readonly #receiving = new Set<Promise<void>>();
  readonly #flow: FlowWatch;
  readonly #delay: PlayoutDelay;
  /** Whose DTLS parameters may not have reached the server. */
  readonly #unconnected = new Map<string, DtlsParameters>();
  readonly #ended = Promise.withResolvers<void>();
  #closed = false;

  constructor(options: MediaSessionOptions) {
    const { device, parameters, signaling, abilities, encryption } = options;
    this.#options = options;
    this.#flow = new FlowWatch(options.tracksChanged);
    this.#recv = device.createRecvTransport(transportOptions(parameters.recvTransport, options));
    this.#watch(this.#recv);
    this.#delay = new PlayoutDelay({
      stats: () => this.#recv.getStats(),
      receivers: () => [...this.#consumers.values()].flatMap(({ kind, rtpReceiver }) => kind === 'video' && rtpReceiver !== undefined ? [rtpReceiver] : []),
      halted: (trackIds) => this.#askForKeyFrames(trackIds),
    });
    this.#recv.on('connectionstatechange', (state) => this.#closed || options.receiving(state));
    this.publisher = new Publisher({
      openTransport: () => this.#openSend(),
      signaling,
      sendOptions: (source, codec) => sendOptions(source, codec, abilities),
      failed: options.publishFailed,
      ...(encryption === null ? {} : { sending: encryption.protectSender.bind(encryption) }),
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

  async #receive(infos: readonly ConsumerInfo[]): Promise<void> {
    const batch = infos.filter(({ consumerId }) => !this.#described.has(consumerId));
    batch.forEach(({ consumerId }) => this.#described.add(consumerId));
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
      this.#described.delete(id);
      const consumer = this.#consumers.get(id);
      if (consumer === undefined) {
        this.#dropped.add(id);
      } else {
        this.#consumers.delete(id);
        this.#closing.push(consumer);
      }
    }
    this.#closer ??= setTimeout(() => this.#closeEnded(), CLOSE_DELAY_MS);
    this.#options.tracksChanged();
  }

  #closeEnded(): void {
    this.#closer = null;
    this.#closing.splice(0).forEach((consumer) => consumer.close());
  }

  get recvTransportId(): string {
    return this.#recv.id;
  }

  /**
   * The connection to the server was gone for a while, and with it maybe some messages.
   * @param consumers all that the server sends over this session now
   */
  async reconcile(consumers: readonly ConsumerInfo[]): Promise<void> {
    const sent = new Map(consumers.map((info) => [info.consumerId, info]));
    this.drop([...this.#described].filter((id) => !sent.has(id)));
    for (const [transportId, dtlsParameters] of this.#unconnected) {
      this.#connect({ transportId, dtlsParameters });
    }
    const waiting = consumers.filter((info) => info.held && this.#consumers.has(info.consumerId));
    await this.receive(consumers);
    if (waiting.length > 0) {
      await this.#options.signaling.request('resumeConsumers', { consumerIds: waiting.map((info) => info.consumerId) });
    }
  }

  /** New ways for media on the same transports (RFC 8445, ICE restart). @throws {CallError} */
  async restartIce(timeoutMs: number): Promise<void> {
    await Promise.all(this.#used.map(async (transport) => {
      const { iceParameters, iceServers } =
        await this.#options.signaling.request('restartIce', { transportId: transport.id }, timeoutMs);
      if (!transport.closed) {
        await restartIceOf(transport, {
          iceParameters: iceParameters as types.IceParameters,
          iceServers: iceServers as RTCIceServer[],
        });
      }
    }));
  }

  /** What has arrived over each transport that is in use. */
  async arrivals(): Promise<Arrivals[]> {
    return await Promise.all(this.#used.map((transport) => arrivalsOf(transport)));
  }

  /** Whether every transport in use is connected, as far as ICE and DTLS have noticed. */
  get connected(): boolean {
    return this.#used.every(({ connectionState }) => connectionState === 'connected');
  }

  /** When a packet of any track last came to be played, in milliseconds since the page began; `null`: none ever. */
  get lastPlayed(): number | null {
    return this.#flow.lastPlayed([...this.#consumers.values()]);
  }

  get consumerIds(): readonly string[] {
    return [...this.#consumers.keys()];
  }

  /** Settles when what is sent and received flows, as far as can be seen, or after a bounded time. */
  async flowing(): Promise<void> {
    await this.#within(CONNECT_TIMEOUT_MS, Promise.allSettled([this.publisher.idle(), ...this.#receiving]));
    await this.#within(CONNECT_TIMEOUT_MS, Promise.all(this.#used.map((transport) => connected(transport))));
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
      this.endReceiving();
      // Before the tracks: each that ends by itself would be negotiated away first.
      this.#send?.close();
      this.publisher.close();
    }
  }

  /** Nothing is received any more; what is sent goes on. */
  endReceiving(): void {
    clearTimeout(this.#closer ?? undefined);
    this.#flow.close();
    this.#delay.close();
    this.#recv.close();
    this.#consumers.clear();
  }

  async #openSend(): Promise<types.Transport> {
    const { device, parameters, signaling } = this.#options;
    const given = parameters.sendTransport
      ?? (await signaling.request('openSendTransport', { recvTransportId: this.#recv.id })).sendTransport;
    if (this.#closed) {
      throw new CallError('DISCONNECTED');
    }
    this.#send = device.createSendTransport(transportOptions(given, this.#options));
    this.#watch(this.#send);
    return this.#send;
  }

  /** Transports that carry something, or are to. */
  get #used(): types.Transport[] {
    return [this.#send, this.#recv].filter((transport) => transport !== null && transport.connectionState !== 'new') as types.Transport[];
  }

  async #consume(info: ConsumerInfo): Promise<void> {
    const { encryption } = this.#options;
    const consumer = await this.#recv.consume({
      id: info.consumerId,
      producerId: info.producerId,
      kind: info.kind,
      rtpParameters: info.rtpParameters as types.RtpParameters,
      // A participant's mic and camera are played in step, as are the two tracks of a screen share.
      streamId: `${info.peerId}-${info.source.startsWith('screen') ? 'screen' : 'person'}`,
      ...(encryption === null
        ? {}
        : { onRtpReceiver: (receiver) => encryption.protectReceiver(receiver, info.peerId, info.source) }),
    });
    if (this.#closed || this.#dropped.delete(info.consumerId)) {
      consumer.close();
      return;
    }
    this.#consumers.set(info.consumerId, consumer);
    this.#flow.add(consumer);
  }

  #askForKeyFrames(trackIds: readonly string[]): void {
    const consumerIds = [...this.#consumers.values()].flatMap(({ id, track }) => trackIds.includes(track.id) ? [id] : []);
    if (consumerIds.length > 0 && !this.#closed) {
      // Without an answer they are asked for again.
      this.#options.signaling.request('requestKeyFrames', { consumerIds }).catch(() => undefined);
    }
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
      this.#connect({ transportId: transport.id, dtlsParameters: dtlsParameters as DtlsParameters });
      // The message is on its way before any packet; its answer would only cost a round trip.
      done();
    });
    transport.on('icecandidateerror', this.#options.candidateFailed);
    transport.on('connectionstatechange', (state) => {
      if (!this.#closed && (state === 'failed' || state === 'disconnected')) {
        this.#options.broken(state);
      }
    });
  }

  #connect(request: { transportId: string; dtlsParameters: DtlsParameters }): void {
    const { transportId, dtlsParameters } = request;
    this.#unconnected.set(transportId, dtlsParameters);
    this.#options.signaling.request('connectTransport', request).then(
      () => this.#unconnected.delete(transportId),
      (error: CallError) => {
        if (error.code === 'CONFLICT') {
          // It had reached the server before.
          this.#unconnected.delete(transportId);
        } else if (!ANOTHER_WAY.has(error.code) && !this.#closed) {
          this.#options.lost();
        }
      },
    );
  }
}

function transportOptions(
  options: MediaParameters['recvTransport'],
  { parameters, encryption }: Pick<MediaSessionOptions, 'parameters' | 'encryption'>,
): types.TransportOptions {
  const additionalSettings = encryption?.connectionSettings ?? {};
  return { ...options, iceServers: parameters.iceServers as RTCIceServer[], additionalSettings } as types.TransportOptions;
}

async function connected(transport: types.Transport): Promise<void> {
  while (transport.connectionState === 'connecting' || transport.connectionState === 'new') {
    await new Promise((resolve) => transport.once('connectionstatechange', resolve));
  }
}
