import { randomUUID } from 'node:crypto';
import pRetry from 'p-retry';
import type { Config } from '../config.ts';
import type { Logger } from '../logger.ts';
import type { Statement } from '../rooms/ports.ts';
import { signatureHeaders } from './signature.ts';
import { Target } from './target.ts';

/** Messages that may wait for one receiver; more are dropped. */
const MAX_WAITING = 1_000;
/** How long the end of the server waits for messages under way, in milliseconds. */
const CLOSE_PATIENCE_MS = 2_000;
/** From one second on, doubling to a minute, each spread; given up after some five minutes. */
const RETRY = { retries: 9, factor: 2, minTimeout: 1_000, maxTimeout: 60_000, randomize: true } as const;

export interface WebhooksOptions {
  readonly config: Config['webhooks'];
  readonly logger: Logger;
  /** Where tests have less patience. */
  readonly retry?: Partial<Record<'retries' | 'minTimeout', number>>;
  readonly maxWaiting?: number;
  /** In milliseconds, from the attempt on. */
  readonly answerTimeoutMs?: number;
}

/**
 * Tells receivers what happens in rooms: what happens in one room in its order, one message after the other. A
 * message that a receiver has not taken after all attempts is left out, and the next one goes.
 */
export class Webhooks {
  readonly #options: WebhooksOptions;
  readonly #targets: readonly Target[];
  /** The last message on its way, by receiver and room. */
  readonly #tails = new Map<string, Promise<void>>();
  readonly #waiting = new Map<Target, number>();
  readonly #closing = new AbortController();
  readonly #counts = { delivered: 0, failed: 0, dropped: 0 };

  constructor(options: WebhooksOptions) {
    this.#options = options;
    this.#targets = options.config.urls.map((url) => new Target(url, options.config.allowPrivate, options.answerTimeoutMs));
  }

  /** Messages since the start: taken by a receiver, given up after all attempts, and never sent for want of place. */
  get counts(): Readonly<Record<'delivered' | 'failed' | 'dropped', number>> {
    return this.#counts;
  }

  state = ({ roomId, at, fact: { type, ...data } }: Statement): void => {
    if (this.#targets.length === 0) {
      return;
    }
    const id = `msg_${randomUUID()}`;
    const body = JSON.stringify({ id, type, timestamp: new Date(at).toISOString(), data: { roomId, ...data } });
    for (const target of this.#targets) {
      this.#enqueue(target, roomId, id, body);
    }
  };

  /** Waits a little for what is under way. */
  async close(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, CLOSE_PATIENCE_MS)));
    await Promise.race([Promise.all(this.#tails.values()), patience]);
    clearTimeout(timer);
    this.#closing.abort();
    await Promise.all(this.#tails.values());
    this.#targets.forEach((target) => target.close());
  }

  #enqueue(target: Target, roomId: string, id: string, body: string): void {
    const waiting = this.#waiting.get(target) ?? 0;
    if (waiting >= (this.#options.maxWaiting ?? MAX_WAITING)) {
      this.#counts.dropped++;
      return;
    }
    this.#waiting.set(target, waiting + 1);
    const key = `${target.url.href} ${roomId}`;
    const tail = (this.#tails.get(key) ?? Promise.resolve()).then(async () => {
      await this.#deliver(target, id, body);
      this.#waiting.set(target, (this.#waiting.get(target) ?? 1) - 1);
      if (this.#tails.get(key) === tail) {
        this.#tails.delete(key);
      }
    });
    this.#tails.set(key, tail);
  }

  async #deliver(target: Target, id: string, body: string): Promise<void> {
    const { signal } = this.#closing;
    const { config: { key }, logger, retry } = this.#options;
    try {
      await pRetry(
        async () => await target.post(body, signatureHeaders(key, id, Date.now(), body), signal),
        { ...RETRY, ...retry, signal, unref: true },
      );
      this.#counts.delivered++;
    } catch (error) {
      this.#counts.failed++;
      // The address may have a secret in its path or query.
      logger.warn({ host: target.url.host, webhookId: id, reason: (error as Error).message }, 'webhook not delivered');
    }
  }
}
