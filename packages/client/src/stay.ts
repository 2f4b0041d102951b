import {
  CallError, TRACK_SOURCES, type ConsumerInfo, type Notification, type NotificationPayload, type PeerId, type RequestOutput,
  type ServerConfig, type Track, type TrackSource, type VideoCodec,
} from '@plenary/protocol';
import type { Device } from 'mediasoup-client';
import { codecToSend, type SendAbilities } from './encodings.ts';
import { browserMakesLayers } from './layer-support.ts';
import type { Encryption } from './e2ee/encryption.ts';
import type { LocalMedia } from './local-media.ts';
import { MediaSession, type MediaParameters, type MediaSessionOptions } from './media-session.ts';
import { unlessGone, type Publisher, type Wish } from './publisher.ts';
import type { Signaling } from './signaling.ts';
import { SilenceWatch } from './silence-watch.ts';
import type { RoomState } from './state.ts';
import { ViewReport } from './view-report.ts';

/**
 * So long after a move what is sent is sent over the old media too, in milliseconds: the others receive those until the
 * new ones flow to them. A little less than the server keeps them.
 */
const SENT_TWICE_MS = 1_500;

/** What the server answers to a join, and to one that succeeds. */
export type JoinOutput = RequestOutput<'join'>;
export type JoinAnswer = Extract<JoinOutput, { status: 'joined' }>;

export interface StayOptions {
  readonly device: Device;
  readonly config: ServerConfig;
  readonly signaling: Signaling;
  readonly local: LocalMedia;
  readonly answer: JoinAnswer;
  /** Of all media; `null` for none. */
  readonly encryption: Encryption | null;
  /** A received track came, went, or began to flow. */
  readonly tracksChanged: () => void;
  /** Tracks of the old media that were given up after a move. */
  readonly consumersGone: (consumerIds: readonly string[]) => void;
  /** Told how the ways of media stand. */
  readonly ways: Pick<MediaSessionOptions, 'receiving' | 'broken' | 'candidateFailed'>;
  /** The media can't be had any more: the room has to be joined again. */
  readonly lost: () => void;
  readonly report: (error: CallError) => void;
}

/**
 * One stay in a room, from a join to its end: what is sent and received, over one media session, or over two
 * while the server moves the call to another of its workers.
 */
export class Stay {
  readonly view: ViewReport;
  readonly #options: StayOptions;
  readonly #abilities: SendAbilities;
  /** For those on the stage: of an audience each would cost, and misses less. */
  readonly #silence: SilenceWatch;
  /** What the room wants videos to be encoded with. */
  #codec: VideoCodec;
  #session: MediaSession;
  /** Goes on until the current session flows. */
  #oldSession: MediaSession | null = null;
  /** Nothing comes over the old session any more. */
  #oldIsLost = false;
  #publishing: boolean;
  #closed = false;

  constructor(options: StayOptions) {
    this.#options = options;
    this.#publishing = options.answer.snapshot.self.role !== 'viewer';
    this.#silence = new SilenceWatch(options.signaling);
    this.#codec = options.answer.snapshot.settings.codec;
    this.#abilities = {
      bitrates: options.config.bitrates,
      capabilities: options.device.sendRtpCapabilities as never,
      makesLayers: browserMakesLayers,
    };
    this.view = new ViewReport((tiles) => options.signaling.request('setView', { tiles }), options.report);
    this.#session = this.#open(options.answer);
    this.setPublishing(this.#publishing);
    this.receive(options.answer.consumers);
  }

  /** Brings what is published in line with the local media. */
  publishAll(): void {
    if (!this.#publishing) {
      return;
    }
    for (const source of TRACK_SOURCES) {
      void this.#session.publisher.set(source, this.#wish(source));
    }
  }

  /** The room wants another codec from now on: videos are published anew with it. */
  useCodec(codec: VideoCodec): void {
    if (codec !== this.#codec) {
      this.#codec = codec;
      this.publishAll();
    }
  }

  /** Whether this participant is on the stage. The server ends the tracks of who leaves it. */
  setPublishing(publishing: boolean): void {
    this.#publishing = publishing;
    if (publishing) {
      this.#silence.start();
      this.publishAll();
    } else {
      this.#silence.stop();
      [this.#session, this.#oldSession].forEach((session) => session?.publisher.forgetAll());
    }
  }

  receive(consumers: readonly ConsumerInfo[]): void {
    if (consumers.length > 0) {
      const session = this.#session;
      session.receive(consumers).catch((error: unknown) => {
        if (!this.#closed && session === this.#session && !isUnanswered(error)) {
          this.#options.report(asCallError(error));
        }
      });
    }
  }

  drop(consumerIds: readonly string[]): void {
    this.#session.drop(consumerIds);
    this.#oldSession?.drop(consumerIds);
  }

  limitLayers({ producerId, maxSpatialLayer }: NotificationPayload<'layersWanted'>): void {
    this.#session.publisher.limitLayers(producerId, maxSpatialLayer);
  }

  /** The media session in use. */
  get session(): MediaSession {
    return this.#session;
  }

  /** What a notification means for the media, if anything. */
  notified(notification: Notification): void {
    switch (notification.name) {
      case 'newConsumers':
        this.receive(notification.payload.consumers);
        break;
      case 'consumersClosed':
        this.drop(notification.payload.consumerIds);
        break;
      case 'layersWanted':
        this.limitLayers(notification.payload);
        break;
      case 'settingsChanged':
        this.useCodec(notification.payload.settings.codec);
        break;
      case 'mediaMoved':
        void this.move(notification.payload);
        break;
      default:
        break;
    }
  }

  /** The connection to the server is back, and what went by meanwhile is made up for. */
  resumed({ snapshot, media, layersWanted }: RequestOutput<'resume'>): void {
    const failed = (error: unknown): void => {
      if (!this.#closed && !isUnanswered(error)) {
        this.#options.report(asCallError(error));
      }
    };
    if (media !== null && media.recvTransport.id === this.#session.recvTransportId) {
      this.#session.reconcile(media.consumers).catch(failed);
    } else if (media !== null) {
      void this.move({ ...media, lost: false });
    }
    const own = snapshot.peers.find(({ id }) => id === snapshot.selfId)?.tracks ?? [];
    const earlier = new Set(this.#publishers.flatMap(({ producerIds }) => producerIds));
    this.#reconcile(own, earlier).catch(failed);
    layersWanted.forEach((wanted) => this.limitLayers(wanted));
    this.useCodec(snapshot.settings.codec);
    this.view.resend();
  }

  get #publishers(): Publisher[] {
    return [this.#session, this.#oldSession].flatMap((session) => session?.publisher ?? []);
  }

  /**
   * Brings what the server said is published and what is known of here together.
   * @param earlier what was known of here when it said so
   */
  async #reconcile(own: readonly Track[], earlier: ReadonlySet<string>): Promise<void> {
    const publishers = this.#publishers;
    await Promise.all(publishers.map((publisher) => publisher.idle()));
    const known = new Set([...earlier, ...publishers.flatMap(({ producerIds }) => producerIds)]);
    // Their `produce` arrived, and its answer did not.
    const unknown = own.filter(({ producerId }) => !known.has(producerId));
    await Promise.all(unknown.map(({ producerId }) =>
      this.#options.signaling.request('closeProducer', { producerId }).catch(unlessGone)));
    if (this.#publishing) {
      await this.#session.publisher.reconcile(own, earlier);
      this.publishAll();
    }
  }

  /** The server moves the call: new media first, then the old ones go. */
  async move(parameters: NotificationPayload<'mediaMoved'>): Promise<void> {
    this.#giveUpOld();
    this.#oldSession = this.#session;
    this.#oldIsLost = parameters.lost;
    const session = this.#open(parameters);
    this.#session = session;
    this.publishAll();
    this.receive(parameters.consumers);
    await session.flowing();
    if (this.#closed || this.#session !== session) {
      return;
    }
    if (parameters.lost) {
      this.#giveUpOld();
    } else {
      this.#endReceivingOld();
      setTimeout(() => this.#session === session && this.#giveUpOld(), SENT_TWICE_MS);
    }
    await this.#options.signaling.request('mediaReady', {}).catch(() => undefined);
  }

  /**
   * The track that a participant's source is seen or heard by: while a call moves there are two, of which the
   * newer counts once it flows, or at once where the older one can't.
   */
  track(room: RoomState, peerId: PeerId, source: TrackSource): MediaStreamTrack | null {
    const sessions = [this.#session, this.#oldSession];
    let best: { session: MediaSession; consumerId: string } | null = null;
    // In the order of their coming.
    for (const { consumerId, ...consumer } of room.consumers.values()) {
      if (consumer.peerId === peerId && consumer.source === source) {
        const session = sessions.find((candidate) => (candidate?.track(consumerId) ?? null) !== null) ?? null;
        if (session !== null && (best === null || this.#isLost(best.session) || session.flows(consumerId))) {
          best = { session, consumerId };
        }
      }
    }
    return best?.session.track(best.consumerId) ?? null;
  }

  #isLost(session: MediaSession): boolean {
    return this.#oldIsLost && session === this.#oldSession;
  }

  async stats(): Promise<{ send: RTCStatsReport; recv: RTCStatsReport }> {
    return await this.#session.stats();
  }

  close(): void {
    this.#closed = true;
    this.#silence.stop();
    this.view.close();
    this.#oldSession?.close();
    this.#session.close();
  }

  #open(parameters: MediaParameters): MediaSession {
    const { device, signaling, encryption, tracksChanged, ways, report, lost } = this.#options;
    const session: MediaSession = new MediaSession({
      device,
      signaling,
      encryption,
      parameters,
      abilities: this.#abilities,
      publishFailed: (_source, error) => session === this.#session && report(error),
      tracksChanged,
      receiving: (state) => session === this.#session && ways.receiving(state),
      broken: (how) => session === this.#session && ways.broken(how),
      candidateFailed: ways.candidateFailed,
      lost: () => session === this.#session && lost(),
    });
    return session;
  }

  #endReceivingOld(): void {
    const ids = this.#oldSession?.consumerIds ?? [];
    this.#oldSession?.endReceiving();
    if (ids.length > 0) {
      this.#options.consumersGone(ids);
    }
  }

  #giveUpOld(): void {
    this.#endReceivingOld();
    this.#oldSession?.close();
    this.#oldSession = null;
  }

  #wish(source: TrackSource): Wish | null {
    const isVideo = source === 'camera' || source === 'screen';
    const codec = this.#options.encryption?.codec(this.#codec) ?? this.#codec;
    return wishOf(this.#options.local, source, isVideo ? codecToSend(source, codec, this.#abilities) : null);
  }
}

/** Whether there is something to publish, or is about to be: then the send transport should come with the join. */
export function publishesSoon(local: LocalMedia): boolean {
  return TRACK_SOURCES.some((source) =>
    local.state.tracks[source].status === 'starting' || (wishOf(local, source, null)?.track ?? null) !== null);
}

/** @param codec for video */
function wishOf(local: LocalMedia, source: TrackSource, codec: VideoCodec | null): Wish | null {
  const on = local.state.tracks[source].status === 'on';
  const open = local.track(source);
  // One that has ended can't be sent, and another is on its way.
  const track = open?.readyState === 'live' ? open : null;
  switch (source) {
    case 'mic':
      return { track, paused: !on, codec: null };
    case 'camera':
      return { track: on ? track : null, paused: !on, codec };
    case 'screen':
      return on && track !== null ? { track, paused: false, codec } : null;
    case 'screenAudio':
      return on && track !== null ? { track, paused: false, codec: null } : null;
    default:
      return source satisfies never;
  }
}

/** The connection went before the answer: it is made up for when it is back. */
function isUnanswered(error: unknown): boolean {
  return error instanceof CallError && (error.code === 'DISCONNECTED' || error.code === 'TIMEOUT');
}

export function asCallError(error: unknown): CallError {
  return error instanceof CallError ? error : new CallError('INTERNAL', undefined, { cause: error });
}
