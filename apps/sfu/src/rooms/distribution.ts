import type { PeerId, RoomSettings, Speaker } from '@plenary/protocol';
import type { Logger } from '../logger.ts';
import { Dynacast } from './dynacast.ts';
import { FIRST_PAGE, wishesOf, type FanoutRoom, type Wish } from './fanout.ts';
import type { Peer, Seat } from './peer.ts';
import type { PeerMedia, ProgrammeTracks, TrackRef } from './ports.ts';
import { Programme, type ProgrammeFacts } from './programme.ts';
import { Speakers } from './speakers.ts';
import { Subscriptions } from './subscriptions.ts';

/** At most this often is everyone looked at anew because of who speaks, in milliseconds. */
const SPEAKERS_INTERVAL_MS = 500;

/**
 * Tracks whose worker is gone come back one after the other, a microphone before its camera. They are offered together:
 * for every offer each client negotiates once more, on machines that have enough to do just then. So long is waited for
 * the next one, and so long at the most since they were lost, in milliseconds.
 */
const GATHER_MS = 250;
const MAX_GATHER_MS = 800;

export interface DistributionOptions {
  readonly peers: ReadonlyMap<PeerId, Peer>;
  readonly settings: RoomSettings;
  /** How many take part: the audience makes no sound. */
  readonly onStage: () => number;
  readonly logger: Logger;
  readonly speakersChanged: (speakers: readonly Speaker[]) => void;
  /** Hands the programme to those who are sent it. @returns the producers that are on air */
  readonly showProgramme: (tracks: ProgrammeTracks) => readonly string[];
}

/**
 * Who receives what in one room, kept up to date: it asks fan-out for every peer that a change may concern, and
 * has each peer's subscriptions carry it out.
 */
export class Distribution {
  readonly speakers: Speakers;
  readonly dynacast: Dynacast;
  /** What players are sent. */
  readonly programme: Programme;
  readonly #options: DistributionOptions;
  /** Peers to look at in the next turn; changes of one turn are looked at together. */
  readonly #dirty = new Set<PeerId>();
  #settings: RoomSettings;
  #turn: NodeJS.Immediate | null = null;
  /** Waits for tracks that were lost. */
  #gathering: NodeJS.Timeout | null = null;
  #lostAt: number | null = null;
  /** What the programme follows from has changed, not only what one peer shows. */
  #programmeDue = false;
  #facts: FanoutRoom | null = null;
  #speakersTimer: NodeJS.Timeout | null = null;
  #speakersPending = false;

  constructor(options: DistributionOptions) {
    this.#options = options;
    this.#settings = options.settings;
    this.speakers = new Speakers({
      loudest: options.settings.loudestNAudio,
      changed: (speakers) => {
        options.speakersChanged(speakers);
        this.programme.update();
      },
      orderChanged: () => this.#speakersMatter(),
    });
    this.dynacast = new Dynacast((producerId, maxSpatialLayer) => {
      for (const peer of options.peers.values()) {
        if (peer.tracks.has(producerId)) {
          peer.link.notify({ name: 'layersWanted', payload: { producerId, maxSpatialLayer } });
        }
      }
    });
    this.programme = new Programme({
      facts: () => this.#programmeFacts(),
      dynacast: this.dynacast,
      show: options.showProgramme,
    });
  }

  /** A seat for a peer: what it receives over these media is decided here from now on. */
  seat(peer: Peer, media: PeerMedia): Seat {
    // By seat, not by peer: while a peer moves, its two seats want the same track.
    const { id: subscriberId } = media.recvTransport;
    const subscriptions = new Subscriptions({
      media,
      link: peer.link,
      wishes: (held) =>
        (peer.receives === 'tracks' ? wishesOf(peer.id, peer.view, held, this.#room(), media.unplayable) : []),
      layerWanted: (producerId, layer) => this.dynacast.want(subscriberId, producerId, layer),
    });
    return { media, subscriptions };
  }

  /** A player's seat: it holds the programme's tracks for as long as it is there. */
  playerSeat(peer: Peer, media: PeerMedia, tracks: readonly TrackRef[]): Seat {
    const wishes = tracks.map((track): Wish => ({ track, standby: false, layer: null, priority: 255 }));
    const layerWanted = (): void => undefined;
    return { media, subscriptions: new Subscriptions({ media, link: peer.link, wishes: () => wishes, layerWanted }) };
  }

  /** How much each receives has changed. */
  setSettings(settings: RoomSettings): void {
    this.#settings = settings;
    this.speakers.loudest.resize(settings.loudestNAudio);
    this.changed();
  }

  /** What is published, muted, or who is here has changed. */
  changed(except?: PeerId): void {
    this.#facts = null;
    for (const id of this.#options.peers.keys()) {
      if (id !== except) {
        this.#dirty.add(id);
      }
    }
    this.#programmeDue = true;
    this.#look();
  }

  /** One peer has to be looked at: it shows something else, or has just come. */
  update(peerId: PeerId): void {
    this.#dirty.add(peerId);
    this.#look();
  }

  close(): void {
    if (this.#turn !== null) {
      clearImmediate(this.#turn);
    }
    clearTimeout(this.#gathering ?? undefined);
    if (this.#speakersTimer !== null) {
      clearTimeout(this.#speakersTimer);
    }
    this.programme.close();
    this.dynacast.close();
  }

  #look(): void {
    if (this.#turn !== null) {
      return;
    }
    clearTimeout(this.#gathering ?? undefined);
    const left = this.#leftToGather();
    if (left > 0) {
      this.#gathering = setTimeout(() => this.#run(), Math.min(GATHER_MS, left)).unref();
    } else {
      this.#turn = setImmediate(() => this.#run());
    }
  }

  /** How long what was lost and comes back may still be waited for, in milliseconds. */
  #leftToGather(): number {
    if (!awaitsTracks(this.#options.peers.values())) {
      this.#lostAt = null;
      return 0;
    }
    this.#lostAt ??= performance.now();
    return this.#lostAt + MAX_GATHER_MS - performance.now();
  }

  #run(): void {
    this.#turn = null;
    this.#facts = null;
    const ids = [...this.#dirty];
    this.#dirty.clear();
    if (this.#programmeDue) {
      this.#programmeDue = false;
      this.programme.update();
    }
    for (const id of ids) {
      this.#options.peers.get(id)?.seat?.subscriptions.update((error) => {
        this.#options.logger.error({ peerId: id, err: error }, 'tracks could not be sent to a peer');
      });
    }
  }

  /** Who speaks decides nothing while everyone is forwarded anyway. */
  #speakersMatter(): void {
    const { size, limits, tracks } = this.#room();
    const allHeard = size <= limits.allAudioUpTo;
    const allSeen = tracks.filter(({ source }) => source === 'camera').length <= Math.min(FIRST_PAGE, limits.lastNVideo);
    if (allHeard && allSeen) {
      return;
    }
    if (this.#speakersTimer !== null) {
      this.#speakersPending = true;
      return;
    }
    this.changed();
    this.#speakersTimer = setTimeout(() => {
      this.#speakersTimer = null;
      if (this.#speakersPending) {
        this.#speakersPending = false;
        this.#speakersMatter();
      }
    }, SPEAKERS_INTERVAL_MS).unref();
  }

  #programmeFacts(): ProgrammeFacts {
    const stage = [...this.#options.peers.values()].filter(({ role }) => role !== 'viewer');
    return {
      tracks: this.#room().tracks,
      speaking: this.speakers.now,
      order: this.speakers.order.ids,
      stage: stage.sort((a, b) => Number(b.role === 'host') - Number(a.role === 'host')).map(({ id }) => id),
    };
  }

  #room(): FanoutRoom {
    const { peers } = this.#options;
    this.#facts ??= {
      size: this.#options.onStage(),
      tracks: Array.from(peers.values(), (peer) => [...peer.fanoutTracks()]).flat(),
      speakerOrder: this.speakers.order.ids,
      loudest: this.speakers.loudest.ids,
      limits: this.#settings,
    };
    return this.#facts;
  }
}

/** Whether tracks of somebody are lost and not published anew yet. Asked at every change: nearly always nobody has any. */
function awaitsTracks(peers: Iterable<Peer>): boolean {
  for (const { stale } of peers) {
    if (stale.size > 0 && [...stale.values()].includes('orphaned')) {
      return true;
    }
  }
  return false;
}
