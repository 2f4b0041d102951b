import type { PeerId, Speaker, TrackSource } from '@plenary/protocol';
import { NO_LAYER, type Dynacast } from './dynacast.ts';
import type { FanoutTrack } from './fanout.ts';
import type { ProgramCandidates } from './ports.ts';

/** A picture stays for so long, in milliseconds, whoever speaks: a word thrown in moves nobody. */
const HOLD_MS = 2_000;
/** Players are sent one size of a picture: the largest. */
const TOP_LAYER = 2;
/** Under which the programme is known to dynacast. */
const SUBSCRIBER = 'programme';

export interface ProgramFacts {
  readonly tracks: readonly FanoutTrack[];
  /** Who speaks now, loudest first. */
  readonly speaking: readonly Speaker[];
  /** Who spoke last, most recent first. */
  readonly order: readonly PeerId[];
  /** Those on the stage: hosts first, then in the order of their coming. */
  readonly stage: readonly PeerId[];
}

/**
 * What those are shown who can be sent one picture and one sound only: a shared screen before cameras, and of them
 * the one who spoke last; the voice of who speaks, and while nobody does the sound of a shared screen. A voice
 * that is on air stays for as long as it is heard.
 *
 * @param onAir the producers that are shown now
 */
export function programCandidates(facts: ProgramFacts, onAir: ReadonlySet<string>): ProgramCandidates {
  const live = facts.tracks.filter(({ paused }) => !paused);
  const speaking = facts.speaking.map(({ peerId }) => peerId);
  const rank = (...orders: readonly (readonly PeerId[])[]) => (peerId: PeerId): number => {
    const all = orders.flat();
    const place = all.indexOf(peerId);
    return place === -1 ? all.length : place;
  };
  const placeOf = rank(facts.order, facts.stage);
  const loudness = rank(speaking);
  const soundClass = ({ source, producerId, peerId }: FanoutTrack): number => {
    if (source === 'mic' && speaking.includes(peerId)) {
      return onAir.has(producerId) ? 0 : 1;
    }
    return source === 'screenAudio' ? 2 : onAir.has(producerId) ? 3 : 4;
  };
  const of = (...sources: TrackSource[]): FanoutTrack[] => live.filter(({ source }) => sources.includes(source));
  return {
    audio: of('mic', 'screenAudio').sort((a, b) =>
      Number(a.retiring) - Number(b.retiring)
      || soundClass(a) - soundClass(b) || loudness(a.peerId) - loudness(b.peerId) || placeOf(a.peerId) - placeOf(b.peerId)),
    video: of('screen', 'camera').sort((a, b) =>
      Number(a.retiring) - Number(b.retiring)
      || Number(b.source === 'screen') - Number(a.source === 'screen') || placeOf(a.peerId) - placeOf(b.peerId)),
  };
}

export interface ProgramOptions {
  readonly facts: () => ProgramFacts;
  readonly dynacast: Dynacast;
  /** @returns the producers that are on air */
  readonly show: (candidates: ProgramCandidates) => readonly string[];
}

/** Keeps the programme of a room up to date, and has publishers send what it needs. */
export class Program {
  readonly #options: ProgramOptions;
  #onAir: ReadonlySet<string> = new Set();
  /** The order of speakers that pictures follow: it is looked at anew once the hold is over. */
  #order: readonly PeerId[] = [];
  #orderedAt = -Infinity;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: ProgramOptions) {
    this.#options = options;
  }

  /** What is published, or who speaks, has changed. */
  update(): void {
    const facts = this.#options.facts();
    const candidates = programCandidates({ ...facts, order: this.#heldOrder(facts.order) }, this.#onAir);
    const onAir = new Set(this.#options.show(candidates));
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
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
    }
  }

  #heldOrder(order: readonly PeerId[]): readonly PeerId[] {
    if (order[0] === this.#order[0]) {
      return this.#order;
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
