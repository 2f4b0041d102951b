import type { Reaction, ReactionCounts } from '@plenary/protocol';
import { Paced } from './paced.ts';
import type { RoomChannel } from './ports.ts';

/** Reactions are told together, once in so many milliseconds. */
const INTERVAL_MS = 1_000;

/** Counts reactions, so that a thousand people who clap cost everyone one message a second. */
export class Reactions {
  #counts: ReactionCounts = {};
  readonly #tell: Paced;

  constructor(channel: RoomChannel) {
    this.#tell = new Paced(INTERVAL_MS, () => {
      channel.broadcast('all', { name: 'reactions', payload: { counts: this.#counts } });
      this.#counts = {};
    });
  }

  add(reaction: Reaction): void {
    this.#counts[reaction] = (this.#counts[reaction] ?? 0) + 1;
    this.#tell.ask();
  }

  close(): void {
    this.#tell.close();
  }
}
