import {
  CallError, KIND_OF_SOURCE, TRACK_SOURCES, maySend, type PeerId, type RoomSettings, type Stoppable, type TrackSource,
} from '@plenary/protocol';
import type { Logger } from '../logger.ts';
import type { EndReason, Peer } from './peer.ts';
import type { Tracks } from './tracks.ts';

export interface ModerationOptions {
  readonly peers: ReadonlyMap<PeerId, Peer>;
  readonly tracks: Pick<Tracks, 'stop' | 'setPaused'>;
  readonly settings: () => RoomSettings;
  readonly remove: (peerId: PeerId, reason: EndReason) => void;
  readonly logger: Logger;
}

const SOURCES: Readonly<Record<Stoppable, readonly TrackSource[]>> = {
  mic: ['mic'],
  camera: ['camera'],
  screen: ['screen', 'screenAudio'],
};
const STOPPABLE = Object.keys(SOURCES) as Stoppable[];

/** What hosts do about others who are in the room, and what the room lets speakers do. */
export class Moderation {
  readonly #options: ModerationOptions;

  constructor(options: ModerationOptions) {
    this.#options = options;
  }

  /** Whether a peer may send a source now. Encoders were let in to send. */
  maySend = (peer: Peer, source: TrackSource): boolean =>
    !peer.isPerson || maySend(peer.role, source, this.#options.settings(), peer.askedToUnmute);

  /** Turns something off for somebody. @throws {CallError} `NOT_FOUND` */
  async stop(by: Peer, peerId: PeerId, source: Stoppable): Promise<void> {
    const peer = this.#get(peerId);
    await this.#stop(peer, source, by.name);
    this.#options.logger.info({ peerId, source, by: by.id }, 'turned off by a host');
  }

  /** Hosts' microphones stay as they are. */
  async muteAll(by: Peer): Promise<void> {
    const others = [...this.#options.peers.values()].filter(({ role }) => role === 'speaker');
    await Promise.all(others.map((peer) => this.#stop(peer, 'mic', by.name)));
    this.#options.logger.info({ by: by.id }, 'everyone muted by a host');
  }

  /** @throws {CallError} `NOT_FOUND`, `CONFLICT` for a viewer, who has nothing to unmute */
  async askToUnmute(by: Peer, peerId: PeerId): Promise<void> {
    const peer = this.#get(peerId);
    if (peer.role === 'viewer') {
      throw new CallError('CONFLICT', 'a viewer can’t be heard');
    }
    if (!peer.isPerson) {
      const mics = [...peer.tracks.values()].filter(({ source }) => KIND_OF_SOURCE[source] === 'audio');
      await Promise.all(mics.map(({ producerId }) => this.#options.tracks.setPaused(peer, producerId, false)));
      return;
    }
    peer.askedToUnmute = true;
    peer.link.notify({ name: 'unmuteAsked', payload: { by: by.name } });
  }

  /** @throws {CallError} `NOT_FOUND`, `CONFLICT` for oneself */
  removePeer(by: Peer, peerId: PeerId): void {
    if (by.id === peerId) {
      throw new CallError('CONFLICT', 'leave instead');
    }
    this.#get(peerId);
    this.#options.remove(peerId, 'removed');
    this.#options.logger.info({ peerId, by: by.id }, 'removed by a host');
  }

  /** Ends every stay that a token let in. */
  revoke(tokenId: string): void {
    const concerned = [...this.#options.peers.values()].filter((peer) => peer.tokenId === tokenId);
    concerned.forEach(({ id }) => this.#options.remove(id, 'revoked'));
  }

  /** What speakers may not do any more is over for all of them, those included who were asked to unmute before. */
  settingsChanged(before: RoomSettings, settings: RoomSettings): void {
    const { peers } = this.#options;
    if (before.allowUnmute && !settings.allowUnmute) {
      peers.forEach((peer) => (peer.askedToUnmute = false));
    }
    this.#enforce(peers.values());
  }

  /** To be host, or asked to unmute, does not outlast the role. */
  roleChanged(peer: Peer): void {
    peer.askedToUnmute = false;
    this.#enforce([peer]);
  }

  /** What is sent and may not be sent any more is turned off. */
  #enforce(peers: Iterable<Peer>): void {
    for (const peer of peers) {
      const sources = new Set([...peer.tracks.values()].filter(({ paused }) => !paused).map(({ source }) => source));
      for (const stoppable of STOPPABLE) {
        if (SOURCES[stoppable].some((source) => sources.has(source) && !this.maySend(peer, source))) {
          void this.#stop(peer, stoppable, null).catch((error: unknown) =>
            this.#options.logger.error({ peerId: peer.id, err: error }, 'could not be turned off'));
        }
      }
    }
  }

  async #stop(peer: Peer, stoppable: Stoppable, by: string | null): Promise<void> {
    const sources = SOURCES[stoppable];
    if (stoppable === 'mic') {
      peer.askedToUnmute = false;
    }
    const wasOn = [...peer.tracks.values()].some(({ source, paused }) => sources.includes(source) && !paused);
    if (wasOn) {
      peer.link.notify({ name: 'mediaStopped', payload: { source: stoppable, by } });
    }
    await this.#options.tracks.stop(peer, TRACK_SOURCES.filter((source) => sources.includes(source)));
  }

  #get(peerId: PeerId): Peer {
    const peer = this.#options.peers.get(peerId);
    if (peer === undefined) {
      throw new CallError('NOT_FOUND', 'nobody here has this id');
    }
    return peer;
  }
}
