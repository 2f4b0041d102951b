import type {
  ConsumerInfo, DtlsParameters, Notification, PeerId, RoomId, RtpCapabilities, RtpParameters, Speaker, TrackSource,
  TransportOptions,
} from '@plenary/protocol';

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

/** The media of one peer: its transports, what it sends and what it receives. */
export interface PeerMedia {
  readonly sendTransport: TransportOptions;
  readonly recvTransport: TransportOptions;
  /** @throws {CallError} `NOT_FOUND` for another id, `CONFLICT` when it is connected already. */
  connectTransport(transportId: string, dtlsParameters: DtlsParameters): Promise<void>;
  /** @throws {CallError} `INCOMPATIBLE_MEDIA` when the parameters can't be routed. */
  produce(source: TrackSource, rtpParameters: RtpParameters, paused: boolean): Promise<string>;
  closeProducer(producerId: string): void;
  setProducerPaused(producerId: string, paused: boolean): Promise<void>;
  /**
   * Starts to send tracks to this peer, all at once. Those that are gone, or that the peer can't decode, are
   * left out of the answer.
   */
  consume(tracks: readonly TrackRef[]): Promise<ConsumerInfo[]>;
  /** Sends what was held; unknown ids are passed over. */
  resumeConsumers(consumerIds: readonly string[]): Promise<void>;
  closeConsumer(consumerId: string): void;
  close(): void;
}

export interface RoomMediaEvents {
  /** Who speaks, loudest first; empty for silence. */
  speakers(speakers: readonly Speaker[]): void;
  /** The media of the room are gone (a worker ended): its peers have to join again. */
  lost(): void;
}

export interface RoomMedia {
  createPeer(peerId: PeerId, rtpCapabilities: RtpCapabilities): Promise<PeerMedia>;
  close(): void;
}

/** Makes the media of a room. @throws {CallError} `UNAVAILABLE` when no worker can take it. */
export type CreateRoomMedia = (roomId: RoomId, events: RoomMediaEvents) => Promise<RoomMedia>;

/** The way to one participant. */
export interface PeerLink {
  notify(notification: Notification): void;
}

/** The way to everyone in a room; a notification is encoded once for all. */
export interface RoomChannel {
  broadcast(notification: Notification): void;
}
