import type { ConsumerInfo, RtpCapabilities, Snapshot } from '@plenary/protocol';
import type { Peer, PeerOptions, Receives } from './peer.ts';
import type { PeerLink, PeerMedia } from './ports.ts';

export interface JoinOptions {
  readonly name: string;
  readonly rtpCapabilities: RtpCapabilities;
  /** Its first tracks come with the answer, so it needs the send transport now. */
  readonly publish: boolean;
  readonly resumeToken: string | undefined;
  /** They want to watch, whatever the room is. */
  readonly watch: boolean;
  /** Of the queue that they waited in. */
  readonly ticket: string | undefined;
  /** `tracks` unless said otherwise; who receives nothing is an encoder, and comes as a speaker. */
  readonly receives?: Receives | undefined;
  readonly link: PeerLink;
  readonly ended: PeerOptions['ended'];
}

/** There is no place yet. */
export interface Waiting {
  readonly status: 'waiting';
  readonly ticket: string;
  /** 1 is the next to come in. */
  readonly position: number;
}

export interface Joined {
  readonly status: 'joined';
  readonly peer: Peer;
  readonly media: PeerMedia;
  readonly snapshot: Snapshot;
  readonly consumers: ConsumerInfo[];
}

/** A stay that goes on. */
export interface Resumed {
  readonly peer: Peer;
  /** `null` while new ones are being made. */
  readonly media: PeerMedia | null;
  readonly snapshot: Snapshot;
  readonly layersWanted: { producerId: string; maxSpatialLayer: number }[];
}
