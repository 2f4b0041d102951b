import {
  CallError, LIMITS, type ChatMessage, type CloseReason, type ConsumerInfo, type PeerId, type RoomId,
  type RtpCapabilities, type RtpParameters, type Snapshot, type Speaker, type Track, type TrackSource,
} from '@plenary/protocol';
import type { Logger } from '../logger.ts';
import { ChangeBatch } from './change-batch.ts';
import { ChatLog } from './chat-log.ts';
import type { Publisher } from './fanout.ts';
import { Peer } from './peer.ts';
import type { PeerLink, RoomChannel, RoomMedia } from './ports.ts';
import { Subscriptions } from './subscriptions.ts';
import { newId, newSecret } from './random.ts';

export interface JoinOptions {
  readonly name: string;
  readonly rtpCapabilities: RtpCapabilities;
  readonly resumeToken: string | undefined;
  readonly link: PeerLink;
  readonly ended: Peer['ended'];
}

export interface Joined {
  readonly peer: Peer;
  readonly snapshot: Snapshot;
  readonly consumers: ConsumerInfo[];
}

export interface RoomOptions {
  readonly id: RoomId;
  readonly maxPeers: number;
  readonly media: RoomMedia;
  readonly channel: RoomChannel;
  readonly logger: Logger;
  /** Told each time that the last peer left. */
  readonly emptied: () => void;
}

/** Who is here and what they publish. The room owns its peers and its media. */
export class Room {
  readonly id: RoomId;
  readonly createdAt = Date.now();
  readonly #options: RoomOptions;
  readonly #logger: Logger;
  readonly #peers = new Map<PeerId, { readonly peer: Peer; readonly subscriptions: Subscriptions }>();
  readonly #chat = new ChatLog();
  readonly #changes: ChangeBatch;
  /** Places taken by peers whose media are still being made. */
  #joining = 0;
  #speakers: readonly Speaker[] = [];
  #closed = false;

  constructor(options: RoomOptions) {
    this.id = options.id;
    this.#options = options;
    this.#logger = options.logger;
    this.#changes = new ChangeBatch((changed, left) => this.#tellChanges(changed, left));
  }

  get size(): number {
    return this.#peers.size + this.#joining;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Everything that a peer needs for media comes with the answer: one round trip. @throws {CallError} */
  async join(options: JoinOptions): Promise<Joined> {
    this.#replaceEarlier(options.resumeToken);
    if (this.size >= this.#options.maxPeers) {
      throw new CallError('ROOM_FULL');
    }
    this.#joining++;
    let peer: Peer | null = null;
    try {
      const id = newId();
      const media = await this.#options.media.createPeer(id, options.rtpCapabilities);
      peer = new Peer({ ...options, id, media, role: 'speaker', joinedAt: Date.now(), resumeToken: newSecret() });
      const subscriptions = new Subscriptions(peer, () => this.#publishers());
      const consumers = await subscriptions.first();
      if (this.#closed) {
        throw new CallError('UNAVAILABLE', 'the room closed meanwhile');
      }
      this.#peers.set(peer.id, { peer, subscriptions });
      this.#changes.changed(peer.id);
      // Tracks that were published while this peer's consumers were made.
      this.#update(peer.id);
      this.#logger.info({ roomId: this.id, peerId: peer.id, peers: this.#peers.size }, 'peer joined');
      return { peer, snapshot: this.#snapshot(peer.id), consumers };
    } catch (error) {
      peer?.media.close();
      throw error;
    } finally {
      this.#joining--;
      this.#checkEmpty();
    }
  }

  /** Ends a peer's stay and releases all that it had. Does nothing when it ended before. */
  remove(peerId: PeerId, reason: CloseReason | 'left'): void {
    const entry = this.#peers.get(peerId);
    if (entry === undefined) {
      return;
    }
    this.#peers.delete(peerId);
    entry.subscriptions.close();
    entry.peer.media.close();
    if (reason !== 'left') {
      entry.peer.link.notify({ name: 'closed', payload: { reason } });
    }
    this.#changes.left(peerId);
    this.#updateAll();
    this.#logger.info({ roomId: this.id, peerId, reason, peers: this.#peers.size }, 'peer left');
    entry.peer.ended(reason);
    this.#checkEmpty();
  }

  /** @throws {CallError} `CONFLICT`, `LIMIT_EXCEEDED` or `INCOMPATIBLE_MEDIA` */
  async produce(peer: Peer, source: TrackSource, rtpParameters: RtpParameters, paused: boolean): Promise<string> {
    if ([...peer.tracks.values()].some((track) => track.source === source)) {
      throw new CallError('CONFLICT', `${source} is published already`);
    }
    if (peer.tracks.size >= LIMITS.producersPerPeer) {
      throw new CallError('LIMIT_EXCEEDED');
    }
    const producerId = await peer.media.produce(source, rtpParameters, paused);
    peer.tracks.set(producerId, { producerId, source, paused });
    this.#changes.changed(peer.id);
    this.#updateAll(peer.id);
    this.#logger.debug({ roomId: this.id, peerId: peer.id, producerId, source }, 'track published');
    return producerId;
  }

  /** @throws {CallError} `NOT_FOUND` */
  closeProducer(peer: Peer, producerId: string): void {
    this.#ownTrack(peer, producerId);
    peer.tracks.delete(producerId);
    peer.media.closeProducer(producerId);
    this.#changes.changed(peer.id);
    this.#updateAll(peer.id);
  }

  /** @throws {CallError} `NOT_FOUND` */
  async setProducerPaused(peer: Peer, producerId: string, paused: boolean): Promise<void> {
    const track = this.#ownTrack(peer, producerId);
    await peer.media.setProducerPaused(producerId, paused);
    if (peer.tracks.has(producerId)) {
      peer.tracks.set(producerId, { ...track, paused });
      this.#changes.changed(peer.id);
    }
  }

  chat(peer: Peer, text: string): ChatMessage {
    const message = this.#chat.add(peer, text, Date.now());
    this.#options.channel.broadcast({ name: 'chatMessage', payload: { message } });
    return message;
  }

  /** For `RoomMediaEvents`. Told only when the order of speakers changes, not with every breath. */
  setSpeakers(speakers: readonly Speaker[]): void {
    const present = speakers.filter(({ peerId }) => this.#peers.has(peerId));
    const same = present.length === this.#speakers.length
      && present.every(({ peerId }, i) => peerId === this.#speakers[i]?.peerId);
    this.#speakers = present;
    if (!same) {
      this.#options.channel.broadcast({ name: 'speakersChanged', payload: { speakers: [...present] } });
    }
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
    this.#options.media.close();
    this.#logger.info({ roomId: this.id, reason }, 'room closed');
  }

  *peers(): Iterable<Peer> {
    for (const { peer } of this.#peers.values()) {
      yield peer;
    }
  }

  #ownTrack(peer: Peer, producerId: string): Track {
    const track = peer.tracks.get(producerId);
    if (track === undefined) {
      throw new CallError('NOT_FOUND', 'no such track of yours');
    }
    return track;
  }

  #replaceEarlier(resumeToken: string | undefined): void {
    for (const { peer } of this.#peers.values()) {
      if (resumeToken !== undefined && peer.resumeToken === resumeToken) {
        this.remove(peer.id, 'replaced');
        return;
      }
    }
  }

  *#publishers(): Iterable<Publisher> {
    for (const { peer } of this.#peers.values()) {
      if (peer.tracks.size > 0) {
        yield { id: peer.id, role: peer.role, tracks: peer.trackRefs() };
      }
    }
  }

  #updateAll(exceptId?: PeerId): void {
    for (const id of this.#peers.keys()) {
      if (id !== exceptId) {
        this.#update(id);
      }
    }
  }

  #update(peerId: PeerId): void {
    this.#peers.get(peerId)?.subscriptions.update((error) => {
      this.#logger.error({ roomId: this.id, peerId, err: error }, 'tracks could not be sent to a peer');
    });
  }

  #tellChanges(changed: PeerId[], left: PeerId[]): void {
    const peers = changed.flatMap((id) => this.#peers.get(id)?.peer.state() ?? []);
    this.#options.channel.broadcast({ name: 'peersChanged', payload: { changed: peers, left } });
  }

  #snapshot(selfId: PeerId): Snapshot {
    return {
      roomId: this.id,
      selfId,
      createdAt: this.createdAt,
      peers: Array.from(this.peers(), (peer) => peer.state()),
      speakers: [...this.#speakers],
      chat: this.#chat.all(),
    };
  }

  #checkEmpty(): void {
    if (this.size === 0 && !this.#closed) {
      this.#options.emptied();
    }
  }
}
