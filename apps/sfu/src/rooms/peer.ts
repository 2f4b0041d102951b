import type { CloseReason, Peer as PeerState, PeerId, Role, Track } from '@plenary/protocol';
import type { PeerLink, PeerMedia, TrackRef } from './ports.ts';

/** One participant's stay in a room. It owns its media and closes them. */
export class Peer {
  readonly id: PeerId;
  readonly name: string;
  readonly role: Role;
  readonly joinedAt: number;
  /** Lets the same client take this peer's place after it lost its connection; a secret between the two. */
  readonly resumeToken: string;
  readonly link: PeerLink;
  readonly media: PeerMedia;
  /** What this peer publishes, by producer id. */
  readonly tracks = new Map<string, Track>();
  /** What this peer is sent: consumer ids by producer id. */
  readonly receiving = new Map<string, string>();
  /** Told once, when the room ends this peer's stay; signaling forgets the peer then. */
  readonly ended: (reason: CloseReason | 'left') => void;

  constructor(options: {
    id: PeerId;
    name: string;
    role: Role;
    joinedAt: number;
    resumeToken: string;
    link: PeerLink;
    media: PeerMedia;
    ended: (reason: CloseReason | 'left') => void;
  }) {
    this.id = options.id;
    this.name = options.name;
    this.role = options.role;
    this.joinedAt = options.joinedAt;
    this.resumeToken = options.resumeToken;
    this.link = options.link;
    this.media = options.media;
    this.ended = options.ended;
  }

  state(): PeerState {
    const { id, name, role, joinedAt } = this;
    return { id, name, role, joinedAt, tracks: [...this.tracks.values()] };
  }

  trackRefs(): TrackRef[] {
    return Array.from(this.tracks.values(), ({ producerId, source }) => ({ producerId, source, peerId: this.id }));
  }
}
