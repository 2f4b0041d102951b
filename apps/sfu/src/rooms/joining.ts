import type { ConsumerInfo, RtpCapabilities, Snapshot } from '@plenary/protocol';
import type { Pass } from './pass.ts';
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
  /** Of the queue or the lobby that they waited in. */
  readonly ticket: string | undefined;
  /** Who the person is, as a join token says; `null` without one. */
  readonly identity: string | null;
  /** The token that lets them in, by its `jti`; `null` without one. */
  readonly tokenId: string | null;
  readonly pass: Pass;
  /** What the client says of itself, so that who was removed is known again. */
  readonly clientId?: string | undefined;
  /** A token speaks for an encoder or a player: it passes the lobby. */
  readonly vouched?: boolean | undefined;
  /** `tracks` unless said otherwise; who receives nothing is an encoder, and comes as a speaker. */
  readonly receives?: Receives | undefined;
  /** Of who comes by a link that carries a key. */
  readonly announcement?: string | undefined;
  /** Where they come from, for limits; without it there are none. */
  readonly address?: string | undefined;
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

/** A host has to let them in. */
export interface InLobby {
  readonly status: 'lobby';
  readonly ticket: string;
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
