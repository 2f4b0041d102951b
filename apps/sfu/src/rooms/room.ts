import {
  CallError, type CloseReason, type Notification, type PeerId, type RoomId, type RoomSettings,
  type RoomSettingsChange, type Snapshot, type Speaker,
} from '@plenary/protocol';
import type { Logger } from '../logger.ts';
import { Absences, type SocketLoss } from './absences.ts';
import { partOf } from './admission.ts';
import { Chat } from './chat.ts';
import { Distribution } from './distribution.ts';
import { Door } from './door.ts';
import { Encryption } from './encryption.ts';
import type { View } from './fanout.ts';
import { Hands } from './hands.ts';
import type { RoomHandover } from './handover.ts';
import { Hls } from './hls.ts';
import type { InLobby, JoinOptions, Joined, Resumed, Waiting } from './joining.ts';
import { Moderation } from './moderation.ts';
import { Moves } from './moves.ts';
import { Peer, type EndReason, type Seat } from './peer.ts';
import { isAllowed } from './permissions.ts';
import type { IceServersFor, RoomMedia } from './ports.ts';
import { Questions } from './questions.ts';
import { newId, newSecret } from './random.ts';
import { Reactions } from './reactions.ts';
import { Reception } from './reception.ts';
import { Returns } from './returns.ts';
import type { RoomOptions } from './room-options.ts';
import { Roster } from './roster.ts';
import { changeSettings } from './settings.ts';
import { snapshotOf } from './snapshot.ts';
import { Stage } from './stage.ts';
import { Statements } from './statements.ts';
import { Tracks } from './tracks.ts';
import type { WaitingQueue } from './waiting-queue.ts';

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
  readonly door: Door;
  readonly moderation: Moderation;
  readonly encryption: Encryption;
  readonly #options: RoomOptions;
  readonly #logger: Logger;
  readonly #media: RoomMedia;
  readonly #peers = new Map<PeerId, Peer>();
  readonly #distribution: Distribution;
  readonly #statements: Statements;
  readonly #returns: Returns;
  readonly #reception: Reception;
  #settings: RoomSettings;
  /** Peers whose media are still being made: their places are taken. */
  readonly #joining = new Set<Peer>();
  #stopsAt: number | null = null;
  #closed = false;

  constructor(options: RoomOptions) {
    const { channel, encrypted } = options;
    this.encryption = new Encryption({ encrypted, channel, peers: this.#peers });
    const settings = this.encryption.adapt(options.settings);
    this.id = options.id;
    this.iceServersFor = options.iceServersFor;
    this.#options = options;
    this.#settings = settings;
    this.#logger = options.logger.child({ roomId: options.id });
    this.#statements = new Statements(options.id, options.state);
    this.roster = new Roster(this.#peers, channel);
    this.hands = new Hands(channel);
    this.reactions = new Reactions(channel);
    this.questions = new Questions(channel);
    this.chat = new Chat({ channel, readers: () => this.#peers.size, slowModeSeconds: () => this.#settings.slowModeSeconds });
    this.absences = new Absences({ graceMs: options.resumeGraceMs, over: (peerId) => this.remove(peerId, 'gone') });
    this.#returns = new Returns({
      peers: this.#peers,
      joining: this.#joining,
      replace: (peerId) => this.remove(peerId, 'replaced'),
      earlier: options.handover,
    });
    this.#distribution = new Distribution({
      peers: this.#peers,
      settings,
      onStage: () => this.roster.onStage,
      logger: this.#logger,
      showProgramme: (tracks) => [...this.#media.showProgramme(tracks), ...this.hls.show(tracks)],
      speakersChanged: (speakers) => channel.broadcast('all', { name: 'speakersChanged', payload: { speakers: [...speakers] } }),
    });
    this.door = new Door((state) => this.#tellHosts({ name: 'lobbyChanged', payload: state }), { earlier: options.handover, deniedMs: options.deniedMs });
    this.#reception = new Reception({
      roster: this.roster,
      joining: this.#joining,
      door: this.door,
      hostsAwaited: () => this.#returns.hostsAwaited,
      settings: () => this.#settings,
    });
    this.queue = this.#reception.queue;
    this.tracks = new Tracks({
      distribution: this.#distribution,
      logger: this.#logger,
      maySend: (peer, source) => this.moderation.maySend(peer, source),
      changed: (peer) => {
        this.roster.changed(peer);
        this.#statements.tracksChanged(peer);
      },
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
      placesLeft: () => this.#reception.placesLeft.stage,
      roleChanged: (peer) => this.#roleChanged(peer),
      freed: () => this.queue.advance(),
    });
    this.#media = options.createMedia(options.id, {
      speakers: (speakers) => this.#heard(speakers),
      lost: (peerIds) => this.moves.start(peerIds, 'workerLost'),
      unconnected: (...which) => this.moves.unconnected(...which),
      draining: (peerIds) => this.moves.start(peerIds, 'drain'),
    });
    this.hls = new Hls({
      media: this.#media,
      channel,
      check: () => this.encryption.checkHls(),
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
   * @throws {CallError} `ROOM_FULL`, `UNAVAILABLE`, `REMOVED`, `LOCKED`, `DENIED`, `CONFLICT` when the same client joined again,
   * and those of `Encryption.admit`
   */
  async join(options: JoinOptions): Promise<Joined | Waiting | InLobby> {
    this.door.knock(options);
    const returns = options.resumeToken !== undefined && this.#returns.find(options.resumeToken) !== null;
    this.encryption.admit(options, this.size - (returns ? 1 : 0));
    const earlier = this.#returns.replace(options);
    const role = this.#reception.admit(options, earlier);
    if (role === 'lobby') {
      return { status: 'lobby', ticket: this.door.lobby.add(options) };
    }
    if (role === 'wait') {
      const tell = (position: number): void => options.link.notify({ name: 'queueChanged', payload: { position } });
      return { status: 'waiting', ...this.queue.add(partOf(this.#reception.wantedRole(options, null)), tell) };
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
    const layersWanted = this.#distribution.dynacast.toldOf([...peer.tracks.keys()]);
    return { peer, media: this.moves.takenUp(peer), snapshot: this.#snapshot(peer), layersWanted };
  }

  /** Its client says, past its socket, that it has left. Does nothing when there is no such stay (any more). */
  leave(resumeToken: string): void {
    this.remove(this.#returns.find(resumeToken)?.id ?? '', 'left');
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
      peer.link.notify({ name: 'closed', payload: { reason: reason === 'revoked' ? 'removed' : reason } });
    }
    this.roster.left(peer);
    this.encryption.left(peerId);
    if (peer.role !== 'viewer') {
      this.#distribution.speakers.remove(peerId);
      this.#distribution.changed();
    }
    this.#logger.info({ peerId, reason, peers: this.#peers.size }, 'peer left');
    this.#statements.left(peer, reason);
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

  /** Takes effect at once, and everyone is told. @throws {CallError} `CONFLICT` for what an encrypted room can't have */
  changeSettings(change: RoomSettingsChange): RoomSettings {
    this.encryption.checkChange(change);
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

  /** What the next process has to know of it. */
  get handover(): RoomHandover {
    const { id: roomId, encryption: { encrypted } } = this;
    return { roomId, encrypted, settings: this.#settings, ...this.#returns.record, ...this.door.record };
  }

  /** Time is up for those who were to come back after the server's restart. */
  stopAwaiting(): void {
    this.door.missed(this.#returns.stopAwaiting());
    this.#placeFreed();
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
    this.#statements.ended();
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

  #enter(peer: Peer): void {
    this.#joining.delete(peer);
    this.#peers.set(peer.id, peer);
    this.#returns.came(peer);
    this.roster.came(peer);
    this.#statements.came(peer);
    this.encryption.came(peer);
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
    this.stage.ensureHost([...this.#joining, ...this.#returns.hostsAwaited]);
    this.queue.advance();
    if (this.size === 0) {
      this.#options.emptied();
    }
  }

  #snapshot(self: Peer): Snapshot {
    return snapshotOf(this, self, { speakers: this.#distribution.speakers.now, stopsAt: this.#stopsAt });
  }
}
