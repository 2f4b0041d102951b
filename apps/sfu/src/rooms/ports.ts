import type {
  ConsumerInfo, DtlsParameters, HlsStatus, IceServer, Notification, PeerId, Role, RoomId, RtpCapabilities, RtpParameters,
  Speaker, TrackSource, TransportOptions,
} from '@plenary/protocol';
import type { EndReason } from './peer.ts';

/*
 * What rooms need of the outside, in their own words: media to carry out what they decide, and a way to tell
 * participants. `media/` and `signaling/` implement these; rooms import neither.
 */

/** A track that a peer should receive, with whom it belongs to. */
export interface TrackRef {
  readonly producerId: string;
  readonly peerId: PeerId;
  readonly source: TrackSource;
}

/** Layers of a simulcast or SVC video, from 0. */
export interface VideoLayer {
  readonly spatial: number;
  readonly temporal: number;
}

/** How a track should flow to a peer now. */
export interface Delivery {
  /** Set up, but nothing of it is sent. */
  readonly standby: boolean;
  /** The highest layer that is of use; `null` for sound, or where it does not matter. */
  readonly layer: VideoLayer | null;
  /** 1 to 255; on a poor link the lowest loses quality first. */
  readonly priority: number;
}

/**
 * The media of one peer on one worker: its transports, what it sends and what it receives. A peer that is
 * moved to another worker gets a new one of these.
 */
export interface PeerMedia {
  /** What the client needs to make its ends; copied at each reading, and kept nowhere. */
  readonly sendTransport: TransportOptions | null;
  readonly recvTransport: TransportOptions;
  /** Whether its worker is gone; nothing else can be asked of it then. */
  readonly lost: boolean;
  /** Whether the transport that it receives over is gone, as its client did not connect it in time. */
  readonly deaf: boolean;
  /** Whether its worker is to be given up: what is made on it meanwhile has to move too. */
  readonly draining: boolean;
  /** Makes the send transport unless it is there; shared by all who ask. @throws {CallError} `UNAVAILABLE` */
  openSendTransport(): Promise<TransportOptions>;
  /** Whether one of the transports has this id. */
  owns(transportId: string): boolean;
  /**
   * @throws {CallError} `NOT_FOUND` for another id, `CONFLICT` when it is connected already, `UNAVAILABLE` when it
   * ends meanwhile: new media follow, or can be asked for.
   */
  connectTransport(transportId: string, dtlsParameters: DtlsParameters): Promise<void>;
  /**
   * New ICE credentials for one of the transports; the client takes them up, or the old ones go on.
   * @throws {CallError} `NOT_FOUND`
   */
  restartIce(transportId: string): Promise<TransportOptions>;
  /** Tells of each change of whether one of the transports is connected; `closed`: the client ended it. */
  watchConnection(transportId: string, changed: (state: ConnectionState) => void): void;
  /**
   * @returns the producer's id
   * @throws {CallError} `NOT_FOUND` without a send transport, `INCOMPATIBLE_MEDIA` when the parameters can't be routed.
   */
  produce(request: ProduceRequest): Promise<string>;
  closeProducer(producerId: string): void;
  setProducerPaused(producerId: string, paused: boolean): Promise<void>;
  /**
   * Starts to send tracks to this peer, all at once. Those that are gone, or that the peer can't decode, are
   * left out of the answer; the latter are `unplayable` from then on.
   */
  consume(tracks: readonly { readonly track: TrackRef; readonly delivery: Delivery }[]): Promise<ConsumerInfo[]>;
  /** Producers that the peer was found unable to decode. */
  readonly unplayable: ReadonlySet<string>;
  /**
   * Tells of the spatial layer that a consumer is really sent, whenever that changes: a switch waits for a key
   * frame of the new layer. `null`: none at the moment.
   */
  watchLayers(changed: (consumerId: string, spatialLayer: number | null) => void): void;
  /** Changes how a track flows; unknown ids are passed over. */
  deliver(consumerId: string, delivery: Delivery): void;
  /** Sends what was held; unknown ids are passed over. */
  resumeConsumers(consumerIds: readonly string[]): Promise<void>;
  /** Asks the publishers of these videos for a key frame each; unknown ids are passed over. */
  requestKeyFrames(consumerIds: readonly string[]): Promise<void>;
  closeConsumer(consumerId: string): void;
  /** Everything that is sent to the peer now, as it was told of, with `held` as it is now. */
  consumers(): ConsumerInfo[];
  /**
   * Bytes that came from the client over all its transports, media or not: clients ask for consent to send every
   * few seconds (RFC 7675), so a count that stands still says that nobody is there. `null` when it can't be had.
   */
  bytesReceived(): Promise<number | null>;
  /** Bytes that went to the client over one of its transports. @throws {CallError} `NOT_FOUND` */
  bytesSent(transportId: string): Promise<number>;
  close(): void;
}

export type ConnectionState = 'connected' | 'disconnected' | 'closed';

export interface ProduceRequest {
  readonly source: TrackSource;
  readonly rtpParameters: RtpParameters;
  readonly paused: boolean;
  /** It goes on with a track that was seen until now: those who wait for its key frame wait with a frozen picture. */
  readonly resumes: boolean;
}

export interface RoomMediaEvents {
  /** Who is heard now, loudest first; empty for silence. */
  speakers(speakers: readonly Speaker[]): void;
  /** The media of these peers are gone, their worker ended or answers no more: they need new ones elsewhere. */
  lost(peerIds: readonly PeerId[]): void;
  /**
   * One of these media's transports was closed, as its client did not connect it in time. Of the one it sends over a new
   * one can be opened; to receive again it needs new media.
   */
  unconnected(peerId: PeerId, media: PeerMedia, which: 'send' | 'recv'): void;
  /** The worker of these peers is to be given up: they should get new media elsewhere, and give up the old after. */
  draining(peerIds: readonly PeerId[]): void;
}

/** The room sent out in one piece, for players that are no participants. */
export interface LiveOutput {
  readonly status: HlsStatus;
  /** Takes effect at once, as far as the tracks are still there. */
  show(tracks: ProgrammeTracks): void;
  /** Resolves when nothing of it is left; may be called again. */
  close(): Promise<void>;
}

export interface RoomMedia {
  /**
   * @param publishes whether the send transport is made at once, in the same step
   * @throws {CallError} `UNAVAILABLE` when no worker can take the peer.
   */
  createPeer(peerId: PeerId, rtpCapabilities: RtpCapabilities, publishes: boolean): Promise<PeerMedia>;
  /**
   * Sends the room out as HLS. One at a time.
   * @param changed told of each new status
   * @throws {CallError} `UNAVAILABLE`
   */
  openHls(changed: (status: HlsStatus) => void): Promise<LiveOutput>;
  /**
   * For a player, which is sent the programme over the same tracks from beginning to end.
   * @param rtpCapabilities the payload types in them are the player's own, and hold
   * @throws {CallError} `CONFLICT` while nobody publishes, `INCOMPATIBLE_MEDIA`, `UNAVAILABLE`
   */
  createPlayer(peerId: PeerId, rtpCapabilities: RtpCapabilities): Promise<PlayerMedia>;
  /**
   * What the programme should show from now on: of each kind the first track that fits the players' codecs.
   * @returns the producers that are on air; none while there is no player
   */
  showProgramme(tracks: ProgrammeTracks): readonly string[];
  close(): void;
}

export interface PlayerMedia {
  readonly media: PeerMedia;
  /** The programme's. */
  readonly tracks: readonly TrackRef[];
}

/**
 * The room in one picture and few voices, the best first: whoever is sent it takes the first picture that it can
 * show, and as many voices as it has places for.
 */
export interface ProgrammeTracks {
  readonly audio: readonly TrackRef[];
  readonly video: readonly TrackRef[];
}

/** Makes the media of a room; nothing is set up before its first peer. */
export type CreateRoomMedia = (roomId: RoomId, events: RoomMediaEvents) => RoomMedia;

/** The STUN and TURN servers that one peer is told of; asked anew each time that it gets transports. */
export type IceServersFor = (peerId: PeerId) => IceServer[];

/** The way to one participant. */
export interface PeerLink {
  notify(notification: Notification): void;
  /** Whether it hears from now on what is told to the stage only. */
  setOnStage(onStage: boolean): void;
}

/** Who is told: everyone in the room, or hosts and speakers. */
export type Audience = 'all' | 'stage';

/** The way to many in a room; a notification is encoded once for all. */
export interface RoomChannel {
  broadcast(to: Audience, notification: Notification): void;
}

/** Someone in a room, as others outside know them. */
export interface Participant {
  readonly id: PeerId;
  /** As the token says; `null` without one. */
  readonly identity: string | null;
  readonly name: string;
  readonly role: Role;
  readonly kind: 'person' | 'encoder' | 'player';
}

/** Something that happened in a room. */
export interface Statement {
  readonly roomId: RoomId;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly fact:
    | { readonly type: 'roomStarted' | 'roomEnded' }
    | { readonly type: 'participantJoined'; readonly participant: Participant }
    | { readonly type: 'participantLeft'; readonly participant: Participant; readonly reason: EndReason }
    | { readonly type: 'trackPublished' | 'trackUnpublished'; readonly participant: Participant; readonly source: TrackSource };
}

/** Takes note of what happened; neither waits nor fails. */
export type StateFact = (statement: Statement) => void;
