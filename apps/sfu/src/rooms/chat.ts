import { CallError, LIMITS, type ChatMessage, type Peer } from '@plenary/protocol';
import { Paced } from './paced.ts';
import type { RoomChannel } from './ports.ts';

/** From so many people on, what the audience writes is sampled. */
const CROWD = 100;
/** Messages of the audience that a crowd is sent in each interval: what can just be read. */
const SAMPLE = 5;
const INTERVAL_MS = 1_000;
/** Messages that wait for their turn; beyond, the oldest go. */
const MAX_WAITING = 200;

export interface ChatOptions {
  readonly channel: RoomChannel;
  /** How many people read. */
  readonly readers: () => number;
  readonly slowModeSeconds: () => number;
}

/**
 * What is said in a room. In a crowd nobody could read everything, and everyone would have to receive it: those on
 * the stage are always heard, and of the audience some messages a second are, everyone's first before anyone's second.
 */
export class Chat {
  readonly #options: ChatOptions;
  readonly #log: ChatMessage[] = [];
  /** Of the audience, in the order of their coming. */
  #waiting: ChatMessage[] = [];
  readonly #flush: Paced;
  readonly #lastAt = new Map<string, number>();
  #pinned: ChatMessage | null = null;
  #next = 1;

  constructor(options: ChatOptions) {
    this.#options = options;
    this.#flush = new Paced(INTERVAL_MS, () => this.#sample());
  }

  /** Oldest first. */
  all(): ChatMessage[] {
    return [...this.#log];
  }

  get pinned(): ChatMessage | null {
    return this.#pinned;
  }

  /** @throws {CallError} `RATE_LIMITED` in slow mode */
  say(author: Pick<Peer, 'id' | 'name' | 'role'>, text: string, now: number): ChatMessage {
    const inAudience = author.role === 'viewer';
    if (inAudience) {
      this.#slow(author.id, now);
    }
    const message: ChatMessage = { id: String(this.#next++), peerId: author.id, name: author.name, text, sentAt: now };
    if (inAudience && this.#options.readers() > CROWD) {
      this.#waiting.push(message);
      this.#waiting.splice(0, Math.max(0, this.#waiting.length - MAX_WAITING));
      this.#flush.ask();
    } else {
      this.#tell(message);
    }
    return message;
  }

  /** @throws {CallError} `NOT_FOUND` for a message that is not remembered */
  pin(messageId: string | null): void {
    const message = messageId === null ? null : this.#log.find(({ id }) => id === messageId);
    if (message === undefined) {
      throw new CallError('NOT_FOUND', 'no such message');
    }
    this.#pinned = message;
    this.#options.channel.broadcast('all', { name: 'pinnedMessageChanged', payload: { message } });
  }

  forget(peerId: string): void {
    this.#lastAt.delete(peerId);
  }

  close(): void {
    this.#flush.close();
  }

  #slow(peerId: string, now: number): void {
    const wait = (this.#lastAt.get(peerId) ?? -Infinity) + this.#options.slowModeSeconds() * 1_000 - now;
    if (wait > 0) {
      throw new CallError('RATE_LIMITED', `slow mode: wait ${Math.ceil(wait / 1_000)} s`);
    }
    this.#lastAt.set(peerId, now);
  }

  /** One message of each author, those who wait longest first; whatever is left over has waited once more. */
  #sample(): void {
    const authors = new Set<string>();
    const chosen: ChatMessage[] = [];
    const left: ChatMessage[] = [];
    for (const message of this.#waiting) {
      const take = chosen.length < SAMPLE && !authors.has(message.peerId);
      (take ? chosen : left).push(message);
      authors.add(message.peerId);
    }
    this.#waiting = left;
    chosen.forEach((message) => this.#tell(message));
    if (left.length > 0) {
      this.#flush.ask();
    }
  }

  #tell(message: ChatMessage): void {
    this.#log.push(message);
    this.#log.splice(0, Math.max(0, this.#log.length - LIMITS.chatHistory));
    this.#options.channel.broadcast('all', { name: 'chatMessage', payload: { message } });
  }
}
