import type { PeerId, Peer as PeerState, RequestData, RequestOutput, Snapshot } from '@plenary/protocol';
import { LIMITS } from '@plenary/protocol';
import { ChangeBatch } from './change-batch.ts';
import { Paced } from './paced.ts';
import type { Peer } from './peer.ts';
import type { RoomChannel } from './ports.ts';

/** How many peers one message tells of; more follow in further ones. */
const PAGE = 100;
/** Who has been here for less is still arriving: its first tracks are part of that, in milliseconds. */
const ARRIVING_MS = 5_000;
/** How many watch is told at most this often, in milliseconds. */
const COUNT_INTERVAL_MS = 3_000;

/**
 * Who is told of whom. Everyone knows those on the stage (hosts and speakers); of the audience all know is its size,
 * so that a viewer who comes costs the others nothing; hosts page through it.
 */
export class Roster {
  readonly #peers: ReadonlyMap<PeerId, Peer>;
  readonly #channel: RoomChannel;
  readonly #changes: ChangeBatch;
  readonly #count: Paced;
  #viewers = 0;
  #toldViewers = 0;

  constructor(peers: ReadonlyMap<PeerId, Peer>, channel: RoomChannel) {
    this.#peers = peers;
    this.#channel = channel;
    this.#changes = new ChangeBatch(() => this.onStage, (changed, left) => this.#tellChanges(changed, left));
    this.#count = new Paced(COUNT_INTERVAL_MS, () => this.#tellCount());
  }

  get viewers(): number {
    return this.#viewers;
  }

  get onStage(): number {
    return this.#peers.size - this.#viewers;
  }

  /** Those on the stage, in the order of their coming into the room. */
  *stage(): Iterable<Peer> {
    for (const peer of this.#peers.values()) {
      if (peer.role !== 'viewer') {
        yield peer;
      }
    }
  }

  came(peer: Peer): void {
    if (peer.role === 'viewer') {
      this.#countViewers(1);
    } else {
      this.#changes.came(peer.id);
    }
  }

  /** What others see of a peer is new; of a viewer they see nothing, and nothing more of who left. */
  changed(peer: Peer): void {
    if (peer.role === 'viewer' || this.#peers.get(peer.id) !== peer) {
      return;
    }
    if (Date.now() - peer.joinedAt < ARRIVING_MS) {
      this.#changes.came(peer.id);
    } else {
      this.#changes.changed(peer.id);
    }
  }

  /** After a peer changed between stage and audience. */
  crossed(peer: Peer): void {
    if (peer.role === 'viewer') {
      this.#countViewers(1);
      this.#changes.left(peer.id);
    } else {
      this.#countViewers(-1);
      this.#changes.changed(peer.id);
    }
  }

  left(peer: Peer): void {
    if (peer.role === 'viewer') {
      this.#countViewers(-1);
    } else {
      this.#changes.left(peer.id);
    }
  }

  /** The newcomer, who publishes, then the rest; what does not fit one page follows in messages of its own. */
  snapshot(self: Peer): Pick<Snapshot, 'peers' | 'peerCount' | 'viewers'> {
    const all = [...this.stage()];
    const others = all.filter((peer) => peer !== self).sort((a, b) => b.tracks.size - a.tracks.size);
    const sorted = self.role === 'viewer' ? others : [self, ...others];
    for (let start = PAGE; start < sorted.length; start += PAGE) {
      const ids = sorted.slice(start, start + PAGE).map(({ id }) => id);
      setTimeout(() => {
        self.link.notify({ name: 'peersChanged', payload: { changed: this.#states(ids), left: [] } });
      }, start).unref();
    }
    const first = new Set(sorted.slice(0, PAGE));
    return {
      // In the order of joining, as the client keeps it.
      peers: all.filter((peer) => first.has(peer)).map((peer) => peer.state()),
      peerCount: all.length,
      viewers: this.#viewers,
    };
  }

  /** @param raised whose hands are up */
  page({ query = '', after }: RequestData<'listAudience'>, raised: ReadonlySet<PeerId>): RequestOutput<'listAudience'> {
    const wanted = query.normalize('NFC').toLocaleLowerCase();
    const fitting = [...this.#peers.values()]
      .filter(({ role, name }) => role === 'viewer' && name.toLocaleLowerCase().includes(wanted))
      .sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
    const start = after === undefined ? 0 : fitting.findIndex(({ id }) => id === after) + 1;
    const page = fitting.slice(start, start + LIMITS.audiencePage);
    return {
      viewers: page.map(({ id, name, joinedAt }) => ({ id, name, joinedAt, handRaised: raised.has(id) })),
      total: fitting.length,
      more: start + page.length < fitting.length,
    };
  }

  close(): void {
    this.#changes.close();
    this.#count.close();
  }

  #countViewers(by: 1 | -1): void {
    this.#viewers += by;
    this.#count.ask();
  }

  #tellCount(): void {
    if (this.#viewers !== this.#toldViewers) {
      this.#toldViewers = this.#viewers;
      this.#channel.broadcast('all', { name: 'audienceChanged', payload: { viewers: this.#viewers } });
    }
  }

  #tellChanges(changed: readonly PeerId[], left: PeerId[]): void {
    this.#channel.broadcast('all', { name: 'peersChanged', payload: { changed: this.#states(changed), left } });
  }

  #states(ids: readonly PeerId[]): PeerState[] {
    return ids.flatMap((id) => {
      const peer = this.#peers.get(id);
      return peer === undefined || peer.role === 'viewer' ? [] : [peer.state()];
    });
  }
}
