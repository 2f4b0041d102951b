import {
  CallError, type CloseReason, type Notification, type PeerId, type Role, type RoomId,
  type RoomSettings, type RoomSettingsChange, type Snapshot, type Speaker,
} from '@plenary/protocol';
import type { IceServersFor } from '../access/ice-servers.ts';
import type { Logger } from '../logger.ts';
import { Absences, type SocketLoss } from './absences.ts';
import { admit, partOf, placesLeft, type Occupancy } from './admission.ts';
import { Chat } from './chat.ts';
import type { Earlier } from './departed.ts';
import { Distribution } from './distribution.ts';
import { Door } from './door.ts';
import type { View } from './fanout.ts';
import { Hands } from './hands.ts';
import { Hls } from './hls.ts';
import type { InLobby, JoinOptions, Joined, Resumed, Waiting } from './joining.ts';
import { Moderation } from './moderation.ts';
import { Moves } from './moves.ts';
import { Peer, type EndReason, type Seat } from './peer.ts';
import { isAllowed } from './permissions.ts';
import type { CreateRoomMedia, RoomChannel, RoomMedia } from './ports.ts';
import { Questions } from './questions.ts';
import { newId, newSecret } from './random.ts';
import { Reactions } from './reactions.ts';
import { Returns } from './returns.ts';
import { entryRole } from './roles.ts';
import { Roster } from './roster.ts';
import { changeSettings, type SettingsBounds } from './settings.ts';
import { Stage } from './stage.ts';
import { Tracks } from './tracks.ts';
import { WaitingQueue } from './waiting-queue.ts';

export interface RoomOptions {
  readonly id: RoomId;
  /** How long a peer outlives its socket, in milliseconds. */
  readonly resumeGraceMs: number;
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
  /** Peers whose sockets are lost. */
  readonly absences: Absences;
  readonly #returns: Returns;
  readonly door: Door;
  readonly moderation: Moderation;
  readonly #options: RoomOptions;
  readonly #logger: Logger;
  readonly #media: RoomMedia;
  readonly #peers = new Map<PeerId, Peer>();
  readonly #distribution: Distribution;
  #settings: RoomSettings;
  /** Peers whose media are still being made: their places are taken. */
  readonly #joining = new Set<Peer>();
  #stopsAt: number | null = null;
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
    this.absences = new Absences({ graceMs: options.resumeGraceMs, over: (peerId) => this.remove(peerId, 'gone') });
    this.#returns = new Returns({
      peers: this.#peers,
      joining: this.#joining,
      replace: (peerId) => this.remove(peerId, 'replaced'),
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
    this.door = new Door((state) => this.#tellHosts({ name: 'lobbyChanged', payload: state }));
    this.tracks = new Tracks({
      distribution: this.#distribution,
      logger: this.#logger,
      maySend: (peer, source) => this.moderation.maySend(peer, source),
      changed: (peer) => this.roster.changed(peer),
    });
    this.moderation = new Moderation({
      peers: this.#peers,
      tracks: this.tracks,
      settings: () => this.#settings,
      remove: (peerId, reason) => this.remove(peerId, reason),
      logger: this.#logger,
    });
    this.stage = new Stage({
      peers: this.#peers,
      roster: this.roster,
      hands: this.hands,
      tracks: this.tracks,
      distribution: this.#distribution,
      logger: this.#logger,
      placesLeft: () => placesLeft(this.#settings, this.#taken()).stage,
      roleChanged: (peer) => this.#roleChanged(peer),
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
   * @throws {CallError} `ROOM_FULL`, `UNAVAILABLE`, `REMOVED`, `LOCKED`, `CONFLICT` when the same client joined again
   */
  async join(options: JoinOptions): Promise<Joined | Waiting | InLobby> {
    this.door.knock(options);
    const earlier = this.#returns.replace(options);
    const role = this.#admit(options, earlier);
    if (role === 'lobby') {
      return { status: 'lobby', ticket: this.door.lobby.add(options.name, options.link) };
    }
    if (role === 'wait') {
      const { link } = options;
      const tell = (position: number): void => link.notify({ name: 'queueChanged', payload: { position } });
      return { status: 'waiting', ...this.queue.add(partOf(this.#wantedRole(options, null)), tell) };
    }
    const peer = new Peer({
      ...options, role, id: earlier?.id ?? newId(), resumeToken: newSecret(), cameWith: options.resumeToken,
    });
    this.#joining.add(peer);
    try {
      peer.seat = await this.#seat(peer, options.publish);
      const { media, subscriptions } = peer.seat;
      const consumers = await subscriptions.first();
      if (this.#closed) {
        throw new CallError('UNAVAILABLE', 'the room closed meanwhile');
      }
      if (this.#returns.isOutdone(peer)) {
        throw new CallError('CONFLICT', 'the same client joined again meanwhile');
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

  /** A peer's socket is lost: its media go on, and its client may come back for it. */
  lostSocket(peer: Peer, loss: SocketLoss): void {
    peer.detach();
    this.absences.begin(peer, loss);
    this.#logger.debug({ peerId: peer.id, loss }, 'peer without a socket');
  }

  /**
   * A client takes its peer up again, from another socket.
   * @throws {CallError} `NOT_FOUND` when there is no such peer (any more)
   */
  resume(resumeToken: string, { link, ended }: Pick<JoinOptions, 'link' | 'ended'>): Resumed {
    const peer = this.#returns.find(resumeToken);
    if (peer === null) {
      throw new CallError('NOT_FOUND', 'this stay is over');
    }
    this.absences.end(peer.id);
    peer.attach(link, ended);
    this.#logger.debug({ peerId: peer.id }, 'peer resumed');
    const layersWanted = [...peer.tracks.keys()].flatMap((producerId) => {
      const maxSpatialLayer = this.#distribution.dynacast.told(producerId);
      return maxSpatialLayer === null ? [] : [{ producerId, maxSpatialLayer }];
    });
    return { peer, media: peer.seat?.media ?? null, snapshot: this.#snapshot(peer), layersWanted };
  }

  /** Ends a peer's stay and releases all that it had. Does nothing when it ended before. */
  remove(peerId: PeerId, reason: EndReason): void {
    const peer = this.#peers.get(peerId);
    if (peer === undefined) {
      return;
    }
    this.#peers.delete(peerId);
    this.absences.end(peerId);
    if (reason === 'gone' || reason === 'mediaLost') {
      this.#returns.departed(peer);
    }
    this.door.left(peer, reason);
    this.tracks.forget(peer);
    peer.close();
    this.hands.lower(peerId);
    if (reason === 'left') {
      this.chat.forget(peerId);
    }
    if (reason !== 'left' && reason !== 'gone') {
      peer.link.notify({ name: 'closed', payload: { reason } });
    }
    this.roster.left(peer);
    if (peer.role !== 'viewer') {
      this.#distribution.speakers.remove(peerId);
      this.#distribution.changed();
    }
    this.#logger.info({ peerId, reason, peers: this.#peers.size }, 'peer left');
    peer.ended(reason);
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
    const before = this.#settings;
    const settings = changeSettings(before, change, this.#options.bounds);
    if (settings !== before) {
      this.#settings = settings;
      this.#options.channel.broadcast('all', { name: 'settingsChanged', payload: { settings } });
      this.#distribution.setSettings(settings);
      this.moderation.settingsChanged(before, settings);
      this.door.settingsChanged(settings);
      this.queue.advance();
      this.#logger.info({ settings }, 'room settings changed');
    }
    return settings;
  }

  /** The server ends at this time, in milliseconds since 1970, or goes on after all. */
  announceStop(stopsAt: number | null): void {
    this.#stopsAt = stopsAt;
    this.#options.channel.broadcast('all', { name: 'serverStopping', payload: { endsAt: stopsAt } });
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
    this.absences.close();
    this.door.close(reason);
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
    const publishes = publish && isAllowed(peer, 'publish');
    return this.#distribution.seat(peer, await this.#media.createPeer(id, rtpCapabilities, publishes));
  }

  #heard(speakers: readonly Speaker[]): void {
    this.#distribution.speakers.heard(speakers.filter(({ peerId }) => this.#peers.has(peerId)));
  }

  /** @throws {CallError} `ROOM_FULL`, `LOCKED` */
  #admit(options: JoinOptions, earlier: Earlier | null): Role | 'wait' | 'lobby' {
    const wanted = this.#wantedRole(options, earlier?.role ?? null);
    const called = options.ticket !== undefined && this.queue.redeem(options.ticket);
    if (earlier?.present === true) {
      return wanted;
    }
    if (this.door.pass(options, wanted, this.#settings, called) === 'lobby') {
      return 'lobby';
    }
    // A host by token is never kept out of their own meeting by those who came before.
    if (called || (wanted === 'host' && options.pass.role === 'host')) {
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

  #wantedRole({ watch, receives, pass }: JoinOptions, earlier: Role | null): Role {
    if (receives === 'nothing') {
      return 'speaker';
    }
    const coming = [...this.#joining].filter(({ role }) => role !== 'viewer');
    const stage = [...this.roster.stage(), ...coming].filter(({ isPerson }) => isPerson);
    return entryRole(stage, { earlier, watch, pass, kind: this.#settings.kind });
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
    // The same person, who came in by another way while this one's media were made.
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

  #roleChanged(peer: Peer): void {
    this.moderation.roleChanged(peer);
    if (peer.role === 'host') {
      peer.link.notify({ name: 'lobbyChanged', payload: this.door.lobby.state });
    }
  }

  #tellHosts(notification: Notification): void {
    [...this.roster.stage()].filter(({ role }) => role === 'host').forEach(({ link }) => link.notify(notification));
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
      stopsAt: this.#stopsAt,
      handRaised: this.hands.isUp(self.id),
      lobby: role === 'host' ? this.door.lobby.state : { visitors: [], total: 0 },
      hands: role === 'viewer' ? [] : this.hands.state.hands,
      questions: this.questions.all(),
      hls: this.hls.status,
    };
  }
}
