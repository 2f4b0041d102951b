import { FAREWELL_PATH, type Farewell } from '@plenary/protocol';
import pRetry from 'p-retry';
import type { Signaling } from './signaling.ts';
import type { JoinRequest } from './state.ts';

/** Some 15 s in all: the grace period (30 s unless set otherwise) ends the stay of whoever is not heard by then. */
const RETRY = { retries: 5, factor: 2, minTimeout: 500, maxTimeout: 8_000, randomize: true, unref: true } as const;
/** How long the answer over the socket is waited for, in milliseconds: one that died without a word brings none. */
const ANSWER_PATIENCE_MS = 2_000;

/** A stay that is over. */
export interface Stayed {
  readonly url: string;
  /** What was joined with; without it, or without a token, there is nothing to end by a request. */
  readonly request: Pick<JoinRequest, 'roomId'> | null;
  readonly resumeToken: string | null;
}

/**
 * Tells the server that a stay is over: over its socket, and where that may not be heard over a request that outlives
 * its page (Fetch, `keepalive`). A page's socket is closed with what it received last unread, for which the system
 * resets the connection: what the page has just written is then lost.
 */
export class Goodbye {
  readonly #signaling: Pick<Signaling, 'request' | 'connected'>;
  readonly #stayed: Stayed;
  readonly #overSocket: boolean;

  /**
   * Says it at once where the socket is not enough. An attempt that comes late does no harm: whoever joins again has
   * another token by then.
   * @param pageGoes the page is about to be no more
   */
  constructor(signaling: Pick<Signaling, 'request' | 'connected'>, stayed: Stayed, pageGoes: boolean) {
    [this.#signaling, this.#stayed] = [signaling, stayed];
    this.#overSocket = signaling.connected && !pageGoes;
    if (!this.#overSocket) {
      this.#byRequest();
    }
  }

  /** Leaves over the socket. Resolves when the server has let go, or may not have heard it. */
  async say(): Promise<void> {
    await this.#signaling.request('leave', {}, ANSWER_PATIENCE_MS).catch(() => {
      if (this.#overSocket) {
        this.#byRequest();
      }
    });
  }

  #byRequest(): void {
    const { url, request, resumeToken } = this.#stayed;
    if (request === null || resumeToken === null) {
      return;
    }
    const farewell: Farewell = { roomId: request.roomId, resumeToken };
    const attempt = async (): Promise<void> => {
      const response = await fetch(new URL(FAREWELL_PATH, url), {
        method: 'POST',
        keepalive: true,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(farewell),
      }).catch((error: unknown) => {
        // Whatever went wrong, it may be said again; p-retry gives up what it does not know as trouble of a network.
        throw new Error('the farewell could not be sent', { cause: error });
      });
      // A proxy says so while the server behind it is away.
      if (response.status >= 500) {
        throw new Error(`the farewell was answered with ${response.status}`);
      }
    };
    pRetry(attempt, RETRY).catch(() => undefined);
  }
}
