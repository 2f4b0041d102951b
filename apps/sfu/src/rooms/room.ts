import {
  CallError, type ChatMessage, type CloseReason, type ConsumerInfo, type PeerId, type Role, type RoomId,
  type RoomSettings, type RoomSettingsChange, type RtpCapabilities, type Snapshot, type Speaker,
} from '@plenary/protocol';
import type { Config } from '../config.ts';
import type { Logger } from '../logger.ts';
import { ChangeBatch } from './change-batch.ts';
import { ChatLog } from './chat-log.ts';
import { Distribution } from './distribution.ts';
import type { View } from './fanout.ts';
import { Moves } from './moves.ts';
import { Peer, type PeerOptions } from './peer.ts';
import type { CreateRoomMedia, PeerLink, PeerMedia, RoomChannel, RoomMedia } from './ports.ts';
import { newId, newSecret } from './random.ts';
import { entryRole, successor } from './roles.ts';
import { changeSettings } from './settings.ts';
import { Tracks } from './tracks.ts';

export interface JoinOptions {
  readonly name: string;
  readonly rtpCapabilities: RtpCapabilities;
  readonly resumeToken: string | undefined;
  readonly link: PeerLink;
  readonly ended: PeerOptions['ended'];
}

export interface Joined {
  readonly peer: Peer;
  readonly media: PeerMedia;
  readonly snapshot: Snapshot;
  readonly consumers: ConsumerInfo[];
}

export interface RoomOptions {
  readonly id: RoomId;
  readonly config: Config['rooms'];
  /** What it opens with. */
  readonly settings: RoomSettings;
  readonly createMedia: CreateRoomMedia;
  readonly channel: RoomChannel;
  readonly logger: Logger;
  /** Told each time that the last peer left. */
  readonly emptied: () => void;
}

/** How many peers one message tells of; more follow in further ones. */
const ROSTER_PAGE = 100;

/** Who is here. The room owns its peers and its media, and closes them. */
export class Room {
  readonly id: RoomId;
  readonly createdAt = Date.now();
  /** What peers publish and how they mute it. */
  readonly tracks: Tracks;
  /** Peers on their way from one worker to another. */
  readonly moves: Moves;
  readonly #options: RoomOptions;
  readonly #logger: Logger;
  readonly #media: RoomMedia;
  readonly #peers = new Map<PeerId, Peer>();
  readonly #chat = new ChatLog();
  readonly #changes: ChangeBatch;
  readonly #distribution: Distribution;
  #settings: RoomSettings;
  /** Places taken by peers whose media are still being made. */
  #joining = 0;
  #closed = false;

  constructor(options: RoomOptions) {
    const { channel, settings } = options;
    this.id = options.id;
    this.#options = options;
    this.#settings = settings;
    this.#logger = options.logger.child({ roomId: options.id });
    this.#changes = new ChangeBatch((changed, left) => this.#tellChanges(changed, left));
    this.#distribution = new Distribution({
      peers: this.#peers,
      settings,
      logger: this.#logger,
      speakersChanged: (speakers) =>
        channel.broadcast({ name: 'speakersChanged', payload: { speakers: [...speakers] } }),
    });
    this.tracks = new Tracks({
      distribution: this.#distribution,
      logger: this.#logger,
      changed: (peerId) => this.#changes.changed(peerId),
    });
    this.#media = options.createMedia(options.id, {
      speakers: (speakers) => this.#heard(speakers),
      lost: (peerIds) => this.moves.start(peerIds, 'workerLost'),
      draining: (peerIds) => this.moves.start(peerIds, 'drain'),
    });
    this.moves = new Moves({
      distribution: this.#distribution,
      logger: this.#logger,
      tracks: this.tracks,
      media: this.#media,
      peers: this.#peers,
      failed: (peerId) => this.remove(peerId, 'mediaLost'),
    });
  }

  get size(): number {
    return this.#peers.size + this.#joining;
  }

  /** Everything that a peer needs for media comes with the answer: one round trip. @throws {CallError} */
  async join(options: JoinOptions): Promise<Joined> {
    const earlierRole = this.#replaceEarlier(options.resumeToken);
    if (this.size >= this.#options.config.maxPeers) {
      throw new CallError('ROOM_FULL');
    }
    this.#joining++;
    const peer = new Peer({ ...options, id: newId(), resumeToken: newSecret() });
    try {
      const media = await this.#media.createPeer(peer.id, options.rtpCapabilities);
      peer.seat = this.#distribution.seat(peer, media);
      const consumers = await peer.seat.subscriptions.first();
      if (this.#closed) {
        throw new CallError('UNAVAILABLE', 'the room closed meanwhile');
      }
      peer.role = entryRole(this.#peers.values(), earlierRole);
      this.#peers.set(peer.id, peer);
      this.#changes.changed(peer.id);
      // One more person may be what turns a small room into a big one; and tracks may have come meanwhile.
      this.#distribution.changed();
      // Its worker may have been given up while the peer was on its way in, and nobody told it then.
      if (media.lost || media.draining) {
        this.moves.start([peer.id], media.lost ? 'workerLost' : 'drain');
      }
      this.#logger.info({ peerId: peer.id, peers: this.#peers.size }, 'peer joined');
      return { peer, media, snapshot: this.#snapshot(peer), consumers };
    } catch (error) {
      peer.close();
      throw error;
    } finally {
      this.#joining--;
      // The host may have been the one who comes back, and did not.
      this.#ensureHost();
      this.#checkEmpty();
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
    this.#distribution.speakers.remove(peerId);
    if (reason !== 'left') {
      peer.link.notify({ name: 'closed', payload: { reason } });
    }
    this.#changes.left(peerId);
    this.#distribution.changed();
    this.#logger.info({ peerId, reason, peers: this.#peers.size }, 'peer left');
    peer.ended(reason);
    if (reason !== 'replaced') {
      this.#ensureHost();
    }
    this.#checkEmpty();
  }

  /** What a peer shows on its screen from now on. */
  setView(peer: Peer, view: View): void {
    peer.view = view;
    this.#distribution.update(peer.id);
  }

  chat(peer: Peer, text: string): ChatMessage {
    const message = this.#chat.add(peer, text, Date.now());
    this.#options.channel.broadcast({ name: 'chatMessage', payload: { message } });
    return message;
  }

  get settings(): RoomSettings {
    return this.#settings;
  }

  /** Takes effect at once, and everyone is told. */
  changeSettings(change: RoomSettingsChange): RoomSettings {
    const settings = changeSettings(this.#settings, change);
    if (settings !== this.#settings) {
      this.#settings = settings;
      this.#options.channel.broadcast({ name: 'settingsChanged', payload: { settings } });
      this.#distribution.setSettings(settings);
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
    this.#changes.close();
    this.#distribution.close();
    this.#media.close();
    this.#logger.info({ reason }, 'room closed');
  }

  #heard(speakers: readonly Speaker[]): void {
    this.#distribution.speakers.heard(speakers.filter(({ peerId }) => this.#peers.has(peerId)));
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

  #ensureHost(): void {
    const next = this.#closed ? null : successor(this.#peers.values());
    if (next !== null) {
      next.role = 'host';
      this.#changes.changed(next.id);
      this.#logger.info({ peerId: next.id }, 'peer became host');
    }
  }

  #tellChanges(changed: readonly PeerId[], left: PeerId[]): void {
    const peers = changed.flatMap((id) => this.#peers.get(id)?.state() ?? []);
    this.#options.channel.broadcast({ name: 'peersChanged', payload: { changed: peers, left } });
  }

  /** The newcomer, who publishes, then the rest; what does not fit one page follows in messages of its own. */
  #snapshot(self: Peer): Snapshot {
    const all = [...this.#peers.values()];
    const sorted = [self, ...all.filter((peer) => peer !== self).sort((a, b) => b.tracks.size - a.tracks.size)];
    for (let start = ROSTER_PAGE; start < sorted.length; start += ROSTER_PAGE) {
      const ids = sorted.slice(start, start + ROSTER_PAGE).map(({ id }) => id);
      setTimeout(() => {
        const changed = ids.flatMap((id) => this.#peers.get(id)?.state() ?? []);
        self.link.notify({ name: 'peersChanged', payload: { changed, left: [] } });
      }, start).unref();
    }
    const first = new Set(sorted.slice(0, ROSTER_PAGE));
    return {
      roomId: this.id,
      selfId: self.id,
      createdAt: this.createdAt,
      settings: this.#settings,
      peerCount: all.length,
      // In the order of joining, as the client keeps it.
      peers: all.filter((peer) => first.has(peer)).map((peer) => peer.state()),
      speakers: [...this.#distribution.speakers.now],
      chat: this.#chat.all(),
    };
  }

  #checkEmpty(): void {
    if (this.size === 0 && !this.#closed) {
      this.#options.emptied();
    }
  }
}
