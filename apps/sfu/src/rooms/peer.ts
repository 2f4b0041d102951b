import { CallError } from '@plenary/protocol';
import type { CloseReason, Peer as PeerState, PeerId, Permission, Role, RtpCapabilities, Track } from '@plenary/protocol';
import type { FanoutTrack, View } from './fanout.ts';
import { OPEN_PASS, type Pass } from './pass.ts';
import type { PeerLink, PeerMedia, TrackRef } from './ports.ts';
import type { Subscriptions } from './subscriptions.ts';

/** A peer's media and what it receives over them: they are made, moved and closed together. */
export interface Seat {
  readonly media: PeerMedia;
  readonly subscriptions: Subscriptions;
}

/**
 * What a peer is sent: the tracks that fan-out chooses for it; the programme, as players are; or nothing, as
 * encoders are. The latter two are no people: they are never hosts, and come again instead of being moved.
 */
export type Receives = 'tracks' | 'programme' | 'nothing';

/** Why a stay ends; `gone`: its client did not come back; `revoked`: the token that let it in was. */
export type EndReason = CloseReason | 'left' | 'gone' | 'revoked';

export interface PeerOptions {
  readonly id: PeerId;
  readonly name: string;
  readonly role: Role;
  /** Who the person is, as their token says; `null` without one. */
  readonly identity?: string | null | undefined;
  /** The token that let them in, by its `jti`; `null` without one. */
  readonly tokenId?: string | null | undefined;
  /** `OPEN_PASS` unless said otherwise. */
  readonly pass?: Pass | undefined;
  /** Lets the same client take this peer's place after it lost its connection; a secret between the two. */
  readonly resumeToken: string;
  /** The one that its client came with: whoever comes with it again is the same client. */
  readonly cameWith?: string | undefined;
  /** What the client says of itself, so that it is known again. */
  readonly clientId?: string | undefined;
  readonly rtpCapabilities: RtpCapabilities;
  readonly link: PeerLink;
  /** Public key and proof of who comes by a link that carries a key. */
  readonly announcement?: string | undefined;
  /** `tracks` unless said otherwise. */
  readonly receives?: Receives | undefined;
  /** Told once, when the room ends this peer's stay; signaling forgets the peer then. */
  readonly ended: (peerId: PeerId, reason: EndReason) => void;
}

/** One participant's stay in a room. It owns its seats and closes them. */
export class Peer {
  readonly id: PeerId;
  readonly name: string;
  /** Changed by the stage only. */
  role: Role;
  readonly identity: string | null;
  readonly tokenId: string | null;
  /** Of the rights of the role, these only. */
  readonly permissions: ReadonlySet<Permission> | null;
  /** See `Pass`. */
  readonly mayLead: boolean;
  readonly joinedAt = Date.now();
  readonly resumeToken: string;
  readonly cameWith: string | undefined;
  readonly clientId: string | undefined;
  readonly rtpCapabilities: RtpCapabilities;
  /** The way to its client, whichever socket that has now; while it has none, nothing is told. */
  readonly link: PeerLink;
  /** `null` in a room that is not encrypted end to end. */
  readonly announcement: string | null;
  readonly receives: Receives;
  #wire: Pick<PeerOptions, 'ended'> & { readonly link: PeerLink | null };
  /** What this peer publishes, by producer id, as the others see it: at most one of each source. */
  readonly tracks = new Map<string, Track>();
  /**
   * Those of them that wait for the client to publish them anew after a move: they still flow from the old seat
   * (`outgoing`), their worker is gone (`orphaned`), or they were made in expectation of it (`ahead`).
   */
  readonly stale = new Map<string, 'outgoing' | 'orphaned' | 'ahead'>();
  /**
   * Tracks that have their successor already, and flow on beside it: from the old seat until that is given up, or
   * until the client closes them. At most one of each source.
   */
  readonly superseded = new Map<string, Track>();
  /** Whether a host asked it to unmute, and it was not muted by one since. */
  askedToUnmute = false;
  /** What it shows. */
  view: View = null;
  /** Where its media are. `null` only while the first are made, and while lost ones are replaced. */
  seat: Seat | null = null;
  /** The seat that it is moving away from. */
  oldSeat: Seat | null = null;

  constructor(options: PeerOptions) {
    this.id = options.id;
    this.name = options.name;
    this.role = options.role;
    this.identity = options.identity ?? null;
    this.tokenId = options.tokenId ?? null;
    const { permissions, mayLead } = options.pass ?? OPEN_PASS;
    this.permissions = permissions;
    this.mayLead = mayLead;
    this.resumeToken = options.resumeToken;
    this.clientId = options.clientId;
    this.rtpCapabilities = options.rtpCapabilities;
    this.cameWith = options.cameWith;
    this.announcement = options.announcement ?? null;
    this.receives = options.receives ?? 'tracks';
    this.#wire = options;
    this.link = {
      notify: (notification) => this.#wire.link?.notify(notification),
      setOnStage: (onStage) => this.#wire.link?.setOnStage(onStage),
    };
  }

  /** Its client comes by another socket from now on. The one before, if there still is one, is told that it has no peer. */
  attach(link: PeerLink, ended: PeerOptions['ended']): void {
    this.ended('replaced');
    this.#wire = { link, ended };
    link.setOnStage(this.role !== 'viewer');
  }

  /** Its socket is lost. */
  detach(): void {
    this.#wire = { ended: this.#wire.ended, link: null };
  }

  /** The socket has no peer any more. */
  ended(reason: EndReason): void {
    this.#wire.ended(this.id, reason);
  }

  /** Whether somebody is there who sees the room. */
  get isPerson(): boolean {
    return this.receives === 'tracks';
  }

  state(): PeerState {
    const { id, name, role, joinedAt } = this;
    return { id, name, role, joinedAt, tracks: [...this.tracks.values()] };
  }

  /** What can be forwarded of this peer. */
  *fanoutTracks(): Iterable<FanoutTrack> {
    for (const track of this.tracks.values()) {
      if (this.stale.get(track.producerId) !== 'orphaned') {
        yield { ...this.#ref(track), paused: track.paused, retiring: false };
      }
    }
    for (const track of this.superseded.values()) {
      yield { ...this.#ref(track), paused: track.paused, retiring: true };
    }
  }

  /**
   * The seat that a transport belongs to.
   * @throws {CallError} `NOT_FOUND`, and `UNAVAILABLE` between two seats: `mediaMoved` follows by itself
   */
  seatOf(transportId: string): Seat {
    const seat = [this.seat, this.oldSeat].find((candidate) => candidate?.media.owns(transportId)) ?? null;
    if (seat === null) {
      throw this.seat === null
        ? new CallError('UNAVAILABLE', 'your media ended, and others are being made')
        : new CallError('NOT_FOUND', 'no such transport of yours');
    }
    return seat;
  }

  /**
   * The seat that a transport belongs to, if it is the one to publish from.
   * @throws {CallError} `NOT_FOUND`, and `DISCONNECTED` between two seats: what was wished is published over the next
   */
  publishingSeat(transportId: string): Seat {
    if (this.seat === null) {
      throw new CallError('DISCONNECTED', 'your media ended, and others are being made');
    }
    if (!this.seat.media.owns(transportId)) {
      throw new CallError('NOT_FOUND', 'no such transport of yours');
    }
    return this.seat;
  }

  /** Closes the seat that it moved away from. */
  leaveOldSeat(): void {
    closeSeat(this.oldSeat);
    this.oldSeat = null;
  }

  /** Closes the seat whose worker is gone. */
  loseSeat(): void {
    closeSeat(this.seat);
    this.seat = null;
  }

  close(): void {
    this.leaveOldSeat();
    this.loseSeat();
  }

  #ref({ producerId, source }: Track): TrackRef {
    return { producerId, source, peerId: this.id };
  }
}

function closeSeat(seat: Seat | null): void {
  seat?.subscriptions.close();
  seat?.media.close();
}
