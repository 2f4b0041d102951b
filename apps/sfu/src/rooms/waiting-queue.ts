import { CallError } from '@plenary/protocol';
import type { Occupancy, Part } from './admission.ts';
import { newSecret } from './random.ts';

/** How long a place is kept for someone who was called in, in milliseconds. */
const CALL_MS = 20_000;
/** Positions are told at most this often, in milliseconds. */
const TELL_MS = 500;
/** So many may wait for one room. */
const MAX_WAITING = 1_000;

interface Waiting {
  readonly ticket: string;
  readonly part: Part;
  readonly tell: (position: number) => void;
  told: number;
  /** They were called in, and a place is kept until this ends. */
  call: NodeJS.Timeout | null;
}

/** Those who wait for a place in a room, in the order of their coming. */
export class WaitingQueue {
  /** How many places there are, those kept by this queue taken off. */
  readonly #places: () => Occupancy;
  readonly #waiting = new Map<string, Waiting>();
  #timer: NodeJS.Timeout | null = null;

  constructor(places: () => Occupancy) {
    this.#places = places;
  }

  /** Whether anyone waits who was not called in yet. */
  get busy(): boolean {
    return [...this.#waiting.values()].some(({ call }) => call === null);
  }

  /** Places that are kept for those who were called in. */
  get kept(): Occupancy {
    const kept = { stage: 0, viewers: 0 };
    for (const { part, call } of this.#waiting.values()) {
      kept[part] += call === null ? 0 : 1;
    }
    return kept;
  }

  /** @throws {CallError} `ROOM_FULL` when too many wait already */
  add(part: Part, tell: (position: number) => void): { ticket: string; position: number } {
    if (this.#waiting.size >= MAX_WAITING) {
      throw new CallError('ROOM_FULL');
    }
    const ticket = newSecret();
    const position = this.#line().length + 1;
    this.#waiting.set(ticket, { ticket, part, tell, told: position, call: null });
    return { ticket, position };
  }

  /** Who was called in comes: `false` when the ticket was not called, or too long ago. */
  redeem(ticket: string): boolean {
    const called = (this.#waiting.get(ticket)?.call ?? null) !== null;
    if (called) {
      // Nobody else is called in: the place is taken, by the one who comes.
      this.#forget(ticket);
    }
    return called;
  }

  /** They wait no longer. */
  drop(ticket: string): void {
    if (this.#forget(ticket)) {
      this.advance();
    }
  }

  /** Calls in as many as there are places for, and tells the others where they stand. */
  advance(): void {
    const places = { ...this.#places() };
    for (const waiting of this.#line()) {
      if (places[waiting.part] > 0) {
        places[waiting.part]--;
        waiting.call = setTimeout(() => this.drop(waiting.ticket), CALL_MS).unref();
        waiting.tell(0);
      }
    }
    this.#timer ??= setTimeout(() => this.#tell(), TELL_MS).unref();
  }

  close(): void {
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
    }
    this.#waiting.forEach(({ call }) => call !== null && clearTimeout(call));
    this.#waiting.clear();
  }

  /** @returns whether they waited */
  #forget(ticket: string): boolean {
    const call = this.#waiting.get(ticket)?.call ?? null;
    if (call !== null) {
      clearTimeout(call);
    }
    return this.#waiting.delete(ticket);
  }

  #line(): Waiting[] {
    return [...this.#waiting.values()].filter(({ call }) => call === null);
  }

  #tell(): void {
    this.#timer = null;
    this.#line().forEach((waiting, i) => {
      if (waiting.told !== i + 1) {
        waiting.told = i + 1;
        waiting.tell(i + 1);
      }
    });
  }
}
