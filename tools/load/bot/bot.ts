import { Call, type CallError, type Capture } from '@plenary/client';
import { FakeMediaStreamTrack } from 'fake-mediastreamtrack';
import { Device, type types } from 'mediasoup-client';
import { AudioSource, type AudioPlan } from './audio-source.ts';
import { AUDIO_LEVEL_URI } from './capabilities.ts';
import { nativeHandlerFactory, type StartSending } from './handler.ts';
import type { Histogram } from './histogram.ts';
import { KeyFrameRequests } from './key-frame-requests.ts';
import type { Pacer } from './pacer.ts';
import { Receiver } from './receiver.ts';
import { RecordedVideo, readRecording } from './recorded-video.ts';
import { SenderStub } from './sender-stub.ts';
import { VideoSource, type VideoSourceOptions } from './video-source.ts';
import { layerPlans, maxEncodings, type VideoWish } from './video-plan.ts';

type RtpEncoding = types.RtpEncodingParameters;
type Source = AudioSource | VideoSource | RecordedVideo;

/** What a bot does; plain data, so that it can be sent to another process. */
export interface BotPlan {
  readonly name: string;
  readonly audio: AudioPlan | null;
  readonly video: VideoWish | null;
  /** Comes in as viewer: in the audience, not in the roster. */
  readonly watch: boolean;
  /**
   * The video tiles that this bot says it shows: those who publish and come after it in the roster, so that all
   * are shown by about as many. `null` says nothing.
   */
  readonly view: { readonly tiles: number; readonly width: number; readonly height: number } | null;
  /** This bot is the `turn`th of `turns` that take turns in speaking, `turnSeconds` each; `null`: only when told. */
  readonly speaking: { readonly turn: number; readonly turns: number; readonly turnSeconds: number } | null;
}

export interface BotOptions {
  readonly url: string;
  readonly roomId: string;
  readonly plan: BotPlan;
  readonly pacer: Pacer;
  readonly delays: Pick<Histogram, 'record'>;
  readonly failed: (error: CallError) => void;
}

/** How long a bot's joining took, in milliseconds. */
export interface JoinTimes {
  /** Configuration, device and socket, before the "click". */
  readonly prepare: number;
  /** From the "click" to the server's answer. */
  readonly join: number;
}

/** One participant that runs the very client package, on native transports and without pictures. */
export class Bot {
  readonly receiver: Receiver;
  /** What the server asked of this bot. */
  readonly keyFrames = new KeyFrameRequests();
  /** When `join` was called, in milliseconds of `performance.now()`. */
  joinedAt = 0;
  /** When each transport began ICE, in milliseconds of `performance.now()`. */
  readonly iceStartedAt: number[] = [];
  /** Whether tracks of others were there already when it joined. */
  metTracks = false;
  readonly #options: BotOptions;
  readonly #call: Call;
  readonly #sources = new Set<Source>();
  #sentBefore = 0;
  #viewed: string | null = null;
  #speaksUntil = -Infinity;

  constructor(options: BotOptions) {
    this.#options = options;
    this.receiver = new Receiver(options.delays);
    const handlerFactory = nativeHandlerFactory({
      receiver: this.receiver,
      startSending: this.#startSending,
      maxEncodings: options.plan.video === null ? 1 : maxEncodings(options.plan.video),
      keyFrameRequested: (ssrc) => this.keyFrames.count(ssrc),
      iceStarted: () => void this.iceStartedAt.push(performance.now()),
    });
    this.#call = new Call({
      url: options.url,
      capture: contentlessCapture(),
      createDevice: async () => new Device({ handlerFactory }),
      onError: options.failed,
    });
    if (options.plan.view !== null) {
      this.#call.subscribe(() => this.#look());
    }
  }

  /** @throws {CallError} */
  async join(): Promise<JoinTimes> {
    const { roomId, plan } = this.#options;
    await Promise.all([
      plan.audio === null ? undefined : this.#call.setMic(true),
      plan.video === null ? undefined : this.#call.setCamera(true),
    ]);
    const startedAt = performance.now();
    await this.#call.prepare();
    this.joinedAt = performance.now();
    await this.#call.join({ roomId, name: plan.name, watch: plan.watch });
    const answeredAt = performance.now();
    this.metTracks = (this.#call.getState().room?.consumers.size ?? 0) > 0;
    return { prepare: this.joinedAt - startedAt, join: answeredAt - this.joinedAt };
  }

  async leave(): Promise<void> {
    await this.#call.leave();
    this.#call.dispose();
  }

  /** @throws {CallError} */
  async chat(text: string): Promise<void> {
    await this.#call.sendChat(text);
  }

  /** Speaks from now on for a while, whoever's turn it is. */
  speak(seconds: number): void {
    this.#speaksUntil = performance.now() + seconds * 1_000;
  }

  get connection(): string {
    return this.#call.getState().connection.status;
  }

  /** Packets sent so far. */
  get sent(): number {
    let sent = this.#sentBefore;
    this.#sources.forEach((source) => (sent += source.sent));
    return sent;
  }

  /** Whether everything that this bot publishes has begun to flow. */
  get flowing(): boolean {
    const { audio, video } = this.#options.plan;
    const wanted = (audio === null ? 0 : 1) + (video === null ? 0 : 1);
    return [...this.#sources].filter(({ sent }) => sent > 0).length >= wanted;
  }

  #startSending: StartSending = ({ kind, rtpParameters, send, ready }) => {
    const { plan, pacer } = this.#options;
    const payloadType = rtpParameters.codecs[0]?.payloadType ?? 0;
    const encodings = rtpParameters.encodings ?? [];
    const videos: (VideoSource | RecordedVideo)[] = [];
    const sources: Source[] = [];
    if (kind === 'video' && plan.video !== null) {
      videos.push(...videoSources(plan.video, encodings, { payloadType, send, ready }));
      sources.push(...videos);
    } else if (kind === 'audio' && plan.audio !== null) {
      const levelId = rtpParameters.headerExtensions?.find(({ uri }) => uri === AUDIO_LEVEL_URI)?.id;
      const ssrc = encodings[0]?.ssrc ?? 0;
      const speaks = (): boolean => this.#speaks();
      sources.push(new AudioSource({ plan: plan.audio, ssrc, payloadType, levelId, speaks, send, ready }));
    }
    sources.forEach((source) => {
      this.#sources.add(source);
      pacer.add(source);
    });
    return {
      stub: new SenderStub(videos),
      requestKeyFrame: (ssrc) => videos.forEach((video) => video.ssrc === ssrc && video.requestKeyFrame()),
      close: () => sources.forEach((source) => {
        pacer.remove(source);
        this.#sources.delete(source);
        this.#sentBefore += source.sent;
      }),
    };
  };

  /** Reports its tiles anew when other people come to be in them. */
  #look(): void {
    const { room } = this.#call.getState();
    const { view } = this.#options.plan;
    if (room === null || view === null) {
      return;
    }
    const peers = [...room.peers.values()];
    const own = peers.findIndex(({ id }) => id === room.selfId) + 1;
    const publishers = [...peers.slice(own), ...peers.slice(0, own)].filter(({ id, tracks }) =>
      id !== room.selfId && tracks.some(({ source }) => source === 'camera'));
    const shown = publishers.slice(0, view.tiles).map(({ id }) => id);
    if (shown.join() !== this.#viewed) {
      this.#viewed = shown.join();
      const { width, height } = view;
      this.#call.setView(shown.map((peerId) => ({ peerId, source: 'camera', width, height, pinned: false })));
    }
  }

  #speaks(): boolean {
    const { speaking } = this.#options.plan;
    if (speaking === null || performance.now() < this.#speaksUntil) {
      return performance.now() < this.#speaksUntil;
    }
    const { turn, turns, turnSeconds } = speaking;
    return Math.floor(Date.now() / 1_000 / turnSeconds) % turns === turn;
  }
}

type VideoOptions = Pick<VideoSourceOptions, 'payloadType' | 'send' | 'ready'>;

/** One source per layer. */
function videoSources(wish: VideoWish, encodings: readonly RtpEncoding[], options: VideoOptions): (VideoSource | RecordedVideo)[] {
  if (wish.kind === 'recorded') {
    const { framesPerSecond, layers } = readRecording(wish.file);
    return encodings.map(({ ssrc = 0 }, i) => new RecordedVideo({ ...options, ssrc, framesPerSecond, frames: layers[i] ?? [] }));
  }
  return layerPlans(wish, encodings).map((plan, i) => new VideoSource({ ...options, plan, ssrc: encodings[i]?.ssrc ?? 0 }));
}

/** Tracks that open at once and carry nothing; the sources make the packets. */
function contentlessCapture(): Capture {
  const track = (kind: string): MediaStreamTrack => new FakeMediaStreamTrack({ kind }) as unknown as MediaStreamTrack;
  return {
    mic: async () => track('audio'),
    camera: async () => track('video'),
    screen: async () => null,
    devices: async () => ({ mic: [], camera: [], speaker: [] }),
    watchDevices: () => () => undefined,
  };
}
