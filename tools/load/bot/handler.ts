import { HandlerInterface } from 'mediasoup-client/handlers/HandlerInterface';
import * as ortc from 'mediasoup-client/ortc';
import type { types } from 'mediasoup-client';
import { FakeMediaStreamTrack } from 'fake-mediastreamtrack';
import { botRtpCapabilities } from './capabilities.ts';
import { NativeConnection } from './connection.ts';
import type { Receiver } from './receiver.ts';
import { keyFrameRequests, isRtcp } from './rtp.ts';
import type { SenderStub } from './sender-stub.ts';

/** What a bot sends of one published track. */
export interface Sending {
  readonly stub: SenderStub;
  requestKeyFrame(ssrc: number): void;
  close(): void;
}

/** Makes the packets of a track that is being published. */
export type StartSending = (options: {
  readonly kind: 'audio' | 'video';
  readonly rtpParameters: types.RtpParameters;
  readonly send: (packet: Buffer) => void;
  readonly ready: () => boolean;
}) => Sending;

export interface BotMedia {
  readonly receiver: Receiver;
  readonly startSending: StartSending;
  /** Encodings that a published video has at most. */
  readonly maxEncodings: number;
  readonly keyFrameRequested: (ssrc: number) => void;
  /** A transport sends its first STUN packet now. */
  readonly iceStarted: () => void;
}

const NAME = 'NativeHandler';
const noStats = async (): Promise<RTCStatsReport> => new Map() as RTCStatsReport;

/** A handler factory for mediasoup-client's `Device`. */
export function nativeHandlerFactory(media: BotMedia): types.HandlerFactory {
  return {
    name: NAME,
    factory: (options) => new NativeHandler(options, media),
    getNativeRtpCapabilities: async () => normalized(),
  };
}

/**
 * WebRTC for mediasoup-client in Node: real ICE, DTLS and SRTP by libdatachannel, packets instead of pictures.
 * Nothing is renegotiated: the server's parameters name each stream by its SSRC.
 */
class NativeHandler extends HandlerInterface {
  readonly #media: BotMedia;
  readonly #options: types.HandlerOptions;
  readonly #sendings = new Map<string, Sending>();
  readonly #receivings = new Map<string, number>();
  #connection: NativeConnection | null = null;
  #nextId = 1;
  #closed = false;

  constructor(options: types.HandlerOptions, media: BotMedia) {
    super();
    this.#options = options;
    this.#media = media;
  }

  get name(): string {
    return NAME;
  }

  override close(): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#sendings.forEach((sending) => sending.close());
      this.#connection?.close();
      this.removeAllListeners();
    }
  }

  async send({ track, encodings, codec }: types.HandlerSendOptions): Promise<types.HandlerSendResult> {
    const connection = await this.#connected();
    const kind = track.kind as 'audio' | 'video';
    const extended = this.#options.getSendExtendedRtpCapabilities(normalized());
    const rtpParameters = ortc.getSendingRtpParameters(kind, extended);
    rtpParameters.codecs = ortc.reduceCodecs(rtpParameters.codecs, codec);
    const id = String(this.#nextId++);
    rtpParameters.mid = id;
    rtpParameters.encodings = sentEncodings(encodings ?? [{}], this.#media.maxEncodings);
    rtpParameters.rtcp = { cname: `bot-${newSsrc()}`, reducedSize: true, mux: true };
    const sending = this.#media.startSending({
      kind,
      rtpParameters,
      send: (packet) => connection.send(packet),
      ready: () => connection.open,
    });
    this.#sendings.set(id, sending);
    return { localId: id, rtpParameters, rtpSender: sending.stub.asRtpSender(encodings ?? [{}]) };
  }

  async stopSending(localId: string): Promise<void> {
    this.#sendings.get(localId)?.close();
    this.#sendings.delete(localId);
  }

  async setMaxSpatialLayer(localId: string, spatialLayer: number): Promise<void> {
    this.#sendings.get(localId)?.stub.setMaxLayer(spatialLayer);
  }

  async receive(list: types.HandlerReceiveOptions[]): Promise<types.HandlerReceiveResult[]> {
    const results = list.map(({ trackId, kind, rtpParameters }) => {
      const id = String(this.#nextId++);
      const ssrc = rtpParameters.encodings?.[0]?.ssrc;
      // mediasoup-client describes one stream more, for bandwidth probes, which a bot never gets.
      if (ssrc !== undefined && trackId !== 'probator') {
        this.#receivings.set(id, ssrc);
        this.#media.receiver.announce(ssrc, kind);
      }
      return { localId: id, track: new FakeMediaStreamTrack({ kind }) as unknown as MediaStreamTrack };
    });
    await this.#connected();
    return results;
  }

  async stopReceiving(localIds: string[]): Promise<void> {
    for (const id of localIds) {
      const ssrc = this.#receivings.get(id);
      if (ssrc !== undefined) {
        this.#media.receiver.retire(ssrc);
      }
      this.#receivings.delete(id);
    }
  }

  // A bot has no encoder and no player that these could change: the server decides what flows.
  async pauseSending(): Promise<void> { return undefined; }
  async resumeSending(): Promise<void> { return undefined; }
  async replaceTrack(): Promise<void> { return undefined; }
  async setRtpEncodingParameters(): Promise<void> { return undefined; }
  async pauseReceiving(): Promise<void> { return undefined; }
  async resumeReceiving(): Promise<void> { return undefined; }
  async updateIceServers(): Promise<void> { return undefined; }
  getTransportStats = noStats;
  getSenderStats = noStats;
  getReceiverStats = noStats;

  async restartIce(): Promise<void> {
    throw new Error('bots do not restart ICE');
  }

  async sendDataChannel(): Promise<never> {
    throw new Error('bots have no data channels');
  }

  async receiveDataChannel(): Promise<never> {
    throw new Error('bots have no data channels');
  }

  getDataChannelMaxMessageSize(): undefined {
    return undefined;
  }

  async #connected(): Promise<NativeConnection> {
    if (this.#connection !== null) {
      return this.#connection;
    }
    const { direction } = this.#options;
    const connection = new NativeConnection(direction, this.#options, {
      stateChanged: (state) => {
        if (!this.#closed) {
          this.emit('@connectionstatechange', state);
        }
      },
      packet: direction === 'recv' ? (packet) => this.#media.receiver.packet(packet) : (packet) => this.#feedback(packet),
    });
    this.#connection = connection;
    this.emit('@connectionstatechange', 'connecting');
    await new Promise<void>((resolve, reject) => {
      this.emit('@connect', { dtlsParameters: connection.dtlsParameters }, resolve, reject);
    });
    connection.start();
    this.#media.iceStarted();
    return connection;
  }

  #feedback(packet: Buffer): void {
    if (!isRtcp(packet)) {
      return;
    }
    for (const ssrc of keyFrameRequests(packet)) {
      this.#media.keyFrameRequested(ssrc);
      this.#sendings.forEach((sending) => sending.requestKeyFrame(ssrc));
    }
  }
}

function normalized(): types.RtpCapabilities {
  const capabilities = botRtpCapabilities();
  ortc.validateAndNormalizeRtpCapabilities(capabilities);
  return capabilities;
}

/** Layers are told apart by SSRC; a rid would have to be repeated in a header extension of each packet. */
function sentEncodings(encodings: readonly types.RtpEncodingParameters[], max: number): types.RtpEncodingParameters[] {
  const sent = encodings.slice(0, max).map(({ rid: _rid, ...encoding }) => ({ ...encoding, ssrc: newSsrc() }));
  // A stream that is alone is the plain case of a server, without layers of any kind.
  return sent.length > 1 ? sent : sent.map(({ scalabilityMode: _mode, ...encoding }) => encoding);
}

function newSsrc(): number {
  return 1 + Math.floor(Math.random() * 0xffff_fffe);
}
