import {
  CallError, type CloseReason, type ConsumerInfo, type PeerId, type Role, type RoomId,
  type RoomSettings, type RoomSettingsChange, type RtpCapabilities, type Snapshot, type Speaker,
} from '@plenary/protocol';
import type { IceServersFor } from '../access/ice-servers.ts';
import type { Logger } from '../logger.ts';
import { admit, partOf, placesLeft, type Occupancy } from './admission.ts';
import { Chat } from './chat.ts';
import { Distribution } from './distribution.ts';
import type { View } from './fanout.ts';
import { Hands } from './hands.ts';
import { Hls } from './hls.ts';
import { Moves } from './moves.ts';
import { Peer, type PeerOptions, type Receives, type Seat } from './peer.ts';
import { isAllowed } from './permissions.ts';
import type { CreateRoomMedia, PeerLink, PeerMedia, RoomChannel, RoomMedia } from './ports.ts';
import { Questions } from './questions.ts';
import { newId, newSecret } from './random.ts';
import { Reactions } from './reactions.ts';
import { entryRole } from './roles.ts';
import { Roster } from './roster.ts';
import { changeSettings, type SettingsBounds } from './settings.ts';
import { Stage } from './stage.ts';
import { Tracks } from './tracks.ts';
import { WaitingQueue } from './waiting-queue.ts';

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

export interface RoomOptions {
  readonly id: RoomId;
  /** What it opens with. */
  readonly settings: RoomSettings;
  readonly bounds: SettingsBounds;
  readonly createMedia: CreateRoomMedia;
  readonly channel: RoomChannel;
  readonly iceServersFor: IceServersFor;
  readonly logger: Logger;
  /** Told each time that the last peer left. */
  readonly emptied: () => void;
}

/** Who is here. The room owns its peers and its media, and closes them. */
export class Room {
  readonly id: RoomId;
  readonly createdAt = Date.now();
  readonly iceServersFor: IceServersFor;
  /** What peers publish and how they mute it. */
  readonly tracks: Tracks;
  /** Peers on their way from one worker to another. */
  readonly moves: Moves;
  readonly chat: Chat;
  readonly hands: Hands;
  readonly reactions: Reactions;
  readonly questions: Questions;
  readonly roster: Roster;
  readonly stage: Stage;
  readonly queue: WaitingQueue;
  readonly hls: Hls;
  readonly #options: RoomOptions;
  readonly #logger: Logger;
  readonly #media: RoomMedia;
  readonly #peers = new Map<PeerId, Peer>();
  readonly #distribution: Distribution;
  #settings: RoomSettings;
  /** Peers whose media are still being made: their places are taken. */
  readonly #joining = new Set<Peer>();
  #closed = false;

  constructor(options: RoomOptions) {
    const { channel, settings } = options;
    this.id = options.id;
    this.iceServersFor = options.iceServersFor;
    this.#options = options;
    this.#settings = settings;
    this.#logger = options.logger.child({ roomId: options.id });
    this.roster = new Roster(this.#peers, channel);
    this.hands = new Hands(channel);
    this.reactions = new Reactions(channel);
    this.questions = new Questions(channel);
    this.chat = new Chat({
      channel,
      readers: () => this.#peers.size,
      slowModeSeconds: () => this.#settings.slowModeSeconds,
    });
    this.queue = new WaitingQueue(() => placesLeft(this.#settings, this.#taken()));
    this.#distribution = new Distribution({
      peers: this.#peers,
      settings,
      onStage: () => this.roster.onStage,
      logger: this.#logger,
      showProgramme: (tracks) => [...this.#media.showProgramme(tracks), ...this.hls.show(tracks)],
      speakersChanged: (speakers) =>
        channel.broadcast('all', { name: 'speakersChanged', payload: { speakers: [...speakers] } }),
    });
    this.tracks = new Tracks({
      distribution: this.#distribution,
      logger: this.#logger,
      changed: (peer) => this.roster.changed(peer),
    });
    this.stage = new Stage({
      peers: this.#peers,
      roster: this.roster,
      hands: this.hands,
      tracks: this.tracks,
      distribution: this.#distribution,
      logger: this.#logger,
      placesLeft: () => placesLeft(this.#settings, this.#taken()).stage,
      freed: () => this.queue.advance(),
    });
    this.#media = options.createMedia(options.id, {
      speakers: (speakers) => this.#heard(speakers),
      lost: (peerIds) => this.moves.start(peerIds, 'workerLost'),
      draining: (peerIds) => this.moves.start(peerIds, 'drain'),
    });
    this.hls = new Hls({
      media: this.#media,
      channel,
      changed: () => this.#distribution.programme.update(),
    });
    this.moves = new Moves({
      distribution: this.#distribution,
      logger: this.#logger,
      tracks: this.tracks,
      iceServersFor: this.iceServersFor,
      media: this.#media,
      peers: this.#peers,
      failed: (peerId) => this.remove(peerId, 'mediaLost'),
    });
  }

  get size(): number {
    return this.#peers.size + this.#joining.size;
  }

  /**
   * Everything that a peer needs for media comes with the answer: one round trip.
   * @throws {CallError} `ROOM_FULL`, `UNAVAILABLE`
   */
  async join(options: JoinOptions): Promise<Joined | Waiting> {
    const role = this.#admit(options);
    if (role === 'wait') {
      const { link } = options;
      const tell = (position: number): void => link.notify({ name: 'queueChanged', payload: { position } });
      return { status: 'waiting', ...this.queue.add(partOf(this.#wantedRole(options, null)), tell) };
    }
    const peer = new Peer({ ...options, role, id: newId(), resumeToken: newSecret() });
    this.#joining.add(peer);
    try {
      peer.seat = await this.#seat(peer, options.publish);
      const { media, subscriptions } = peer.seat;
      const consumers = await subscriptions.first();
      if (this.#closed) {
        throw new CallError('UNAVAILABLE', 'the room closed meanwhile');
      }
      this.#enter(peer);
      // Its worker may have been given up while the peer was on its way in, and nobody told it then.
      if (media.lost || media.draining) {
        this.moves.start([peer.id], media.lost ? 'workerLost' : 'drain');
      }
      return { status: 'joined', peer, media, snapshot: this.#snapshot(peer), consumers };
    } catch (error) {
      peer.close();
      throw error;
    } finally {
      this.#joining.delete(peer);
      // The host may have been the one who comes back, and did not.
      this.#placeFreed();
    }
  }

  /** Ends a peer's stay and releases all that it had. Does nothing when it ended before. */
  remove(peerId: PeerId, reason: CloseReason | 'left'): void {
    const peer = this.#peers.get(peerId);
    if (peer === undefined) {
      return;
    }
    this.#peers.delete(peerId);
    this.tracks.forget(peer);
    peer.close();
    this.hands.lower(peerId);
    this.chat.forget(peerId);
    if (reason !== 'left') {
      peer.link.notify({ name: 'closed', payload: { reason } });
    }
    this.roster.left(peer);
    if (peer.role !== 'viewer') {
      this.#distribution.speakers.remove(peerId);
      this.#distribution.changed();
    }
    this.#logger.info({ peerId, reason, peers: this.#peers.size }, 'peer left');
    peer.ended(peerId, reason);
    if (reason !== 'replaced') {
      this.#placeFreed();
    }
  }

  /** What a peer shows on its screen from now on. */
  setView(peer: Peer, view: View): void {
    peer.view = view;
    this.#distribution.update(peer.id);
  }

  get settings(): RoomSettings {
    return this.#settings;
  }

  /** Takes effect at once, and everyone is told. */
  changeSettings(change: RoomSettingsChange): RoomSettings {
    const settings = changeSettings(this.#settings, change, this.#options.bounds);
    if (settings !== this.#settings) {
      this.#settings = settings;
      this.#options.channel.broadcast('all', { name: 'settingsChanged', payload: { settings } });
      this.#distribution.setSettings(settings);
      this.queue.advance();
      this.#logger.info({ settings }, 'room settings changed');
    }
    return settings;
  }

  /** Ends the room for everyone in it. */
  close(reason: CloseReason): void {
    if (this.#closed) {
      return;
    }
    this.#closed = true;
    for (const id of [...this.#peers.keys()]) {
      this.remove(id, reason);
    }
    [this.roster, this.hands, this.reactions, this.questions, this.chat, this.queue].forEach((part) => part.close());
    this.hls.close();
    this.#distribution.close();
    this.#media.close();
    this.#logger.info({ reason }, 'room closed');
  }

  async #seat(peer: Peer, publish: boolean): Promise<Seat> {
    const { id, rtpCapabilities, receives } = peer;
    if (receives === 'programme') {
      this.#distribution.programme.update();
      const { media, tracks } = await this.#media.createPlayer(id, rtpCapabilities);
      return this.#distribution.playerSeat(peer, media, tracks);
    }
    const publishes = publish && isAllowed(peer.role, 'publish');
    return this.#distribution.seat(peer, await this.#media.createPeer(id, rtpCapabilities, publishes));
  }

  #heard(speakers: readonly Speaker[]): void {
    this.#distribution.speakers.heard(speakers.filter(({ peerId }) => this.#peers.has(peerId)));
  }

  /** @throws {CallError} `ROOM_FULL` */
  #admit(options: JoinOptions): Role | 'wait' {
    const earlier = this.#replaceEarlier(options.resumeToken);
    const wanted = this.#wantedRole(options, earlier);
    const called = options.ticket !== undefined && this.queue.redeem(options.ticket);
    if (called || earlier !== null) {
      return wanted;
    }
    const admission = admit(wanted, this.#settings, this.#taken(), this.queue.busy);
    // An encoder has no use for another place than it asked for, and neither has a player.
    const asked = (options.receives ?? 'tracks') === 'tracks' || admission === wanted;
    if (admission === 'full' || !asked) {
      throw new CallError('ROOM_FULL');
    }
    return admission;
  }

  #wantedRole({ watch, receives }: JoinOptions, earlier: Role | null): Role {
    if (receives === 'nothing') {
      return 'speaker';
    }
    const coming = [...this.#joining].filter(({ role }) => role !== 'viewer');
    const stage = [...this.roster.stage(), ...coming].filter(({ isPerson }) => isPerson);
    return entryRole(stage, { earlier, watch, kind: this.#settings.kind });
  }

  #taken(): Occupancy {
    const { kept } = this.queue;
    const joining = [...this.#joining];
    const viewers = joining.filter(({ role }) => role === 'viewer').length;
    return {
      stage: this.roster.onStage + joining.length - viewers + kept.stage,
      viewers: this.roster.viewers + viewers + kept.viewers,
    };
  }

  #enter(peer: Peer): void {
    this.#joining.delete(peer);
    this.#peers.set(peer.id, peer);
    this.roster.came(peer);
    if (peer.role === 'viewer') {
      // Tracks may have come meanwhile; for the others nothing is new.
      this.#distribution.update(peer.id);
    } else {
      peer.link.setOnStage(true);
      // One more may be what turns a small room into a big one; and tracks may have come meanwhile.
      this.#distribution.changed();
    }
    this.#logger.info({ peerId: peer.id, role: peer.role, peers: this.#peers.size }, 'peer joined');
  }

  /** @returns the role of the stay that ended for this one, `null` when there was none */
  #replaceEarlier(resumeToken: string | undefined): Role | null {
    const earlier = resumeToken === undefined
      ? undefined
      : [...this.#peers.values()].find((peer) => peer.resumeToken === resumeToken);
    if (earlier !== undefined) {
      this.remove(earlier.id, 'replaced');
    }
    return earlier?.role ?? null;
  }

  #placeFreed(): void {
    if (this.#closed) {
      return;
    }
    this.stage.ensureHost();
    this.queue.advance();
    if (this.size === 0) {
      this.#options.emptied();
    }
  }

  #snapshot(self: Peer): Snapshot {
    const { name, role, joinedAt } = self;
    return {
      roomId: this.id,
      selfId: self.id,
      self: { name, role, joinedAt },
      createdAt: this.createdAt,
      settings: this.#settings,
      ...this.roster.snapshot(self),
      speakers: [...this.#distribution.speakers.now],
      chat: this.chat.all(),
      pinnedMessage: this.chat.pinned,
      hands: role === 'viewer' ? [] : this.hands.state.hands,
      questions: this.questions.all(),
      hls: this.hls.status,
    };
  }
}
