import type { PeerId, Speaker, TrackSource } from '@plenary/protocol';
import { NO_LAYER, type Dynacast } from './dynacast.ts';
import type { FanoutTrack } from './fanout.ts';
import type { ProgrammeTracks } from './ports.ts';

/** A picture stays for so long, in milliseconds, whoever speaks: a word thrown in moves nobody. */
const HOLD_MS = 2_000;
/** Whoever is sent the programme is sent one size of a picture: the largest. */
const TOP_LAYER = 2;
/** Under which the programme is known to dynacast. */
const SUBSCRIBER = 'programme';

export interface ProgrammeFacts {
  readonly tracks: readonly FanoutTrack[];
  /** Who speaks now, loudest first. */
  readonly speaking: readonly Speaker[];
  /** Who spoke last, most recent first. */
  readonly order: readonly PeerId[];
  /** Those on the stage: hosts first, then in the order of their coming. */
  readonly stage: readonly PeerId[];
}

/**
 * The room for those who can be sent one picture and few voices only: a shared screen before cameras, and of them
 * the one who spoke last; voices in the order of their loudness, then the sound of a shared screen, then the others.
 * What is on air goes before its equals: a screen while it is shared, a voice while it is heard. A camera that is
 * off is no picture; a muted microphone keeps a place after the open ones.
 *
 * @param onAir the producers that are shown now
 */
export function programmeOf(facts: ProgrammeFacts, onAir: ReadonlySet<string>): ProgrammeTracks {
  const spokenOrStage = placesIn([...facts.order, ...facts.stage]);
  const loudness = placesIn(facts.speaking.map(({ peerId }) => peerId));
  const isHeard = new Set(facts.speaking.map(({ peerId }) => peerId));
  const soundClass = ({ source, producerId, peerId, paused }: FanoutTrack): number => {
    if (paused) {
      return 5;
    }
    if (source === 'mic' && isHeard.has(peerId)) {
      return onAir.has(producerId) ? 0 : 1;
    }
    return source === 'screenAudio' ? 2 : onAir.has(producerId) ? 3 : 4;
  };
  const pictureClass = ({ source, producerId }: FanoutTrack): number =>
    source === 'camera' ? 2 : onAir.has(producerId) ? 0 : 1;
  const of = (...sources: TrackSource[]): FanoutTrack[] => facts.tracks.filter(({ source }) => sources.includes(source));
  return {
    audio: of('mic', 'screenAudio').sort((a, b) =>
      Number(a.retiring) - Number(b.retiring)
      || soundClass(a) - soundClass(b)
      || loudness(a.peerId) - loudness(b.peerId)
      || spokenOrStage(a.peerId) - spokenOrStage(b.peerId)),
    video: of('screen', 'camera').filter(({ paused }) => !paused).sort((a, b) =>
      Number(a.retiring) - Number(b.retiring)
      || pictureClass(a) - pictureClass(b)
      || spokenOrStage(a.peerId) - spokenOrStage(b.peerId)),
  };
}

/** The first place of each; those who are in none come after all others. */
function placesIn(order: readonly PeerId[]): (peerId: PeerId) => number {
  const places = new Map<PeerId, number>();
  order.forEach((peerId, place) => places.has(peerId) || places.set(peerId, place));
  return (peerId) => places.get(peerId) ?? order.length;
}

export interface ProgrammeOptions {
  readonly facts: () => ProgrammeFacts;
  readonly dynacast: Dynacast;
  /** Hands it to those who are sent it. @returns the producers that are on air now */
  readonly show: (tracks: ProgrammeTracks) => readonly string[];
}

/** Keeps the programme of a room up to date, and has publishers send what it needs. */
export class Programme {
  readonly #options: ProgrammeOptions;
  #onAir: ReadonlySet<string> = new Set();
  /** The order of speakers that pictures follow: it is looked at anew once the hold is over. */
  #order: readonly PeerId[] = [];
  #orderedAt = -Infinity;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(options: ProgrammeOptions) {
    this.#options = options;
  }

  /** What is published, who speaks, or who is sent the programme has changed. */
  update(): void {
    if (this.#closed) {
      return;
    }
    const facts = this.#options.facts();
    const onAir = new Set(this.#options.show(programmeOf({ ...facts, order: this.#heldOrder(facts.order) }, this.#onAir)));
    const { dynacast } = this.#options;
    for (const id of this.#onAir) {
      if (!onAir.has(id)) {
        dynacast.want(SUBSCRIBER, id, NO_LAYER);
      }
    }
    for (const id of onAir) {
      if (!this.#onAir.has(id)) {
        dynacast.want(SUBSCRIBER, id, TOP_LAYER);
      }
    }
    this.#onAir = onAir;
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
    }
  }

  #heldOrder(order: readonly PeerId[]): readonly PeerId[] {
    if (order[0] === this.#order[0]) {
      this.#order = order;
      return order;
    }
    const left = this.#orderedAt + HOLD_MS - performance.now();
    if (left <= 0) {
      this.#order = order;
      this.#orderedAt = performance.now();
    } else {
      this.#timer ??= setTimeout(() => {
        this.#timer = null;
        this.update();
      }, left).unref();
    }
    return this.#order;
  }
}
