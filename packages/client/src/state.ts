import type {
  CallError, ChatMessage, CloseReason, ConsumerInfo, Hand, HlsStatus, LobbyState, Peer, PeerId, Question, ReactionCounts, RoomId, RoomSettings,
  Snapshot, Speaker, Stoppable, TrackSource,
} from '@plenary/protocol';
import type { EncryptionState } from './e2ee/encryption.ts';
import type { Refusal } from './own-rights.ts';
import type { RelayTrouble } from './relay-watch.ts';

/** How this client stands to the server. */
export type ConnectionState =
  | { readonly status: 'idle' }
  /** Opening the socket and loading the codecs, before anyone clicks "Join". */
  | { readonly status: 'preparing' }
  /** Ready to join with one round trip. */
  | { readonly status: 'ready' }
  | { readonly status: 'joining' }
  /** There is no place yet; the client comes in by itself when there is. `position` counts from 1. */
  | { readonly status: 'waiting'; readonly position: number }
  /** A host has to let this client in; it comes in by itself then, and knows nothing of the room until. */
  | { readonly status: 'lobby' }
  | { readonly status: 'joined' }
  /**
   * The connection to the server was lost in a call; media may go on meanwhile, and the client comes back by itself.
   * `attempt` counts from 1.
   */
  | { readonly status: 'reconnecting'; readonly attempt: number; readonly cause: ReconnectCause }
  /** Over: by `leave`, by the server, or because joining failed. `join` may be called again. */
  | { readonly status: 'closed'; readonly reason: 'left' | 'failed' | CloseReason; readonly error?: CallError };

/**
 * What is known of why: `interrupted` for a moment, so far; `offline`: the device has no network; `refused`: there is
 * a network, and the server is not there; `unreachable`: nothing answers.
 */
export type ReconnectCause = 'interrupted' | 'offline' | 'refused' | 'unreachable';

/**
 * Whether media reach this client: `idle` while there is nothing to receive; `interrupted` when they came and stopped,
 * and are being brought back; `blocked` when no connection came about for some seconds, though the client goes on
 * trying.
 */
export type MediaState = 'idle' | 'connecting' | 'connected' | 'interrupted' | 'blocked';

/** Why a device could not be used. */
export type CaptureFailure =
  /** The person or the browser's policy said no. */
  | 'denied'
  /** The operating system said no to the browser. */
  | 'blockedBySystem'
  /** There is no such device. */
  | 'missing'
  /** Another program holds it. */
  | 'inUse'
  /** The browser has no such function, for instance on a page that is not secure (neither https nor localhost). */
  | 'unsupported'
  | 'unknown';

/** One of this participant's own tracks. */
export type LocalTrackState =
  | { readonly status: 'off' }
  | { readonly status: 'starting' }
  | { readonly status: 'on' }
  /**
   * It is open, and the system gives nothing of it: another program or a phone call has it. It goes on by itself when
   * it can; `setMic(true)` and the like try to open it anew.
   */
  | { readonly status: 'interrupted' }
  /** It could not be started, or it ended by itself; `setMic(true)` and the like try again. */
  | { readonly status: 'failed'; readonly failure: CaptureFailure };

/** A microphone, camera or loudspeaker; `label` is empty until permission was given once. */
export interface DeviceOption {
  readonly deviceId: string;
  readonly label: string;
  /** The same for what belongs to one thing, such as the two halves of a headset. */
  readonly groupId: string;
}

export interface DeviceLists {
  readonly mic: readonly DeviceOption[];
  readonly camera: readonly DeviceOption[];
  readonly speaker: readonly DeviceOption[];
}

export type DeviceKind = keyof DeviceLists;

/**
 * What a shared screen holds on to when the link is poor: `text` its pixels, giving up frames; `motion` its frame
 * rate, giving up pixels.
 */
export type ScreenHint = 'text' | 'motion';

export interface LocalState {
  readonly tracks: Readonly<Record<TrackSource, LocalTrackState>>;
  readonly devices: DeviceLists;
  /** The device of each kind that is used, `null` for the system's default: while the chosen one is away too. */
  readonly selected: Readonly<Record<DeviceKind, string | null>>;
  readonly screenHint: ScreenHint;
}

/** What a host did to this participant, by the host's name; `null`: the room's settings do not allow it any more. */
export type HostWord =
  | { readonly kind: 'stopped'; readonly source: Stoppable; readonly by: string | null }
  | { readonly kind: 'asked'; readonly by: string };

/** What is known of the room: the server's snapshot with every notification since folded in by `reduce`. */
export interface RoomState {
  readonly roomId: RoomId;
  readonly selfId: PeerId;
  /** This participant; viewers are not among `peers`. */
  readonly self: Snapshot['self'];
  /** When the room was made, in milliseconds since 1970, by the server's clock. */
  readonly createdAt: number;
  readonly settings: RoomSettings;
  /** Hosts and speakers, this participant included when it is one, in the order in which they joined. */
  readonly peers: ReadonlyMap<PeerId, Peer>;
  /** How many watch. */
  readonly viewers: number;
  /** Who speaks now, loudest first. */
  readonly speakers: readonly Speaker[];
  /** Oldest first. */
  readonly chat: readonly ChatMessage[];
  readonly pinnedMessage: ChatMessage | null;
  /** Who waits in the lobby, as far as they are told of by name, and how many they are. Empty for who is no host. */
  readonly lobby: LobbyState;
  /** Whether a host asked this participant to unmute, and none has muted it since. */
  readonly askedToUnmute: boolean;
  /** The last that a host did to this participant; another value each time. */
  readonly hostWord: HostWord | null;
  /** Raised hands, in their order, as far as they are told of by name, and how many there are. Empty for viewers. */
  readonly hands: { readonly hands: readonly Hand[]; readonly total: number };
  /** Whether this participant's own hand is up. */
  readonly handRaised: boolean;
  /** Oldest first. */
  readonly questions: readonly Question[];
  /** The ids of the questions that this participant voted for, their own among them. */
  readonly ownVotes: ReadonlySet<string>;
  /** The last reactions, counted; `batch` grows with each such message, so that views tell one from the next. */
  readonly reactions: { readonly batch: number; readonly counts: ReactionCounts };
  /** The room's HLS output; `null` while it is off. */
  readonly hls: HlsStatus | null;
  /** When the server ends, in milliseconds since 1970, by its clock; `null`: it goes on. */
  readonly stopsAt: number | null;
  /** The tracks that the server sends here, by consumer id. */
  readonly consumers: ReadonlyMap<string, ConsumerInfo>;
  /** Tracks (producer ids) that are not sent here because this browser can't decode them. */
  readonly unplayable: ReadonlySet<string>;
}

export interface CallState {
  readonly connection: ConnectionState;
  readonly media: MediaState;
  /** Why the relays (TURN servers) did not help, where media are `blocked`; `null`: none did refuse, or there is none. */
  readonly relay: RelayTrouble | null;
  readonly local: LocalState;
  /** What this participant last tried to turn on and may not, and who does not allow it; another value each time. */
  readonly refused: { readonly source: Stoppable; readonly by: Refusal } | null;
  /** `null` before the first join; kept while reconnecting and after the end, so that it can still be shown. */
  readonly room: RoomState | null;
  /** `null` in a call that is not encrypted end to end, and before it is in the room. */
  readonly encryption: EncryptionState | null;
}

/** Who wants to enter which room. */
export interface JoinRequest {
  readonly roomId: RoomId;
  /** As the others see it, unless the token says another. */
  readonly name: string;
  /** Come in as viewer, whatever the room is. */
  readonly watch?: boolean;
  /** A join token, which says who one is and what one may do there; servers that are closed let nobody in without. */
  readonly token?: string;
}
