import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { AbortError } from 'p-retry';
import { ForbiddenTarget, checkWritten, publicLookup } from './targets.ts';

/** How long a receiver may take to answer, in milliseconds. */
const ANSWER_TIMEOUT_MS = 10_000;
/** Connections to one receiver at a time; rooms beyond that wait for one another. */
const MAX_SOCKETS = 16;

/** One receiver of webhooks. */
export class Target {
  readonly url: URL;
  readonly #allowPrivate: boolean;
  readonly #answerTimeoutMs: number;
  readonly #agent: HttpAgent;

  constructor(url: string, allowPrivate: boolean, answerTimeoutMs = ANSWER_TIMEOUT_MS) {
    this.url = new URL(url);
    this.#allowPrivate = allowPrivate;
    this.#answerTimeoutMs = answerTimeoutMs;
    const options = { keepAlive: true, maxSockets: MAX_SOCKETS };
    this.#agent = this.url.protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options);
  }

  /**
   * Sends a message once; redirects are not followed. A rejection with `AbortError` says that another attempt is of
   * no use.
   */
  async post(body: string, headers: Record<string, string>, signal: AbortSignal): Promise<void> {
    if (!this.#allowPrivate) {
      try {
        checkWritten(this.url);
      } catch (error) {
        throw new AbortError(error as Error);
      }
    }
    const tooLate = AbortSignal.timeout(this.#answerTimeoutMs);
    const status = await this.#send(body, headers, AbortSignal.any([signal, tooLate])).catch((error: unknown) => {
      // Its own error says no more than that something was ended.
      throw tooLate.aborted ? new Error(`no answer within ${this.#answerTimeoutMs} ms`, { cause: error }) : error;
    });
    if (status >= 200 && status < 300) {
      return;
    }
    const failure = `the receiver answered ${status}`;
    // Elsewhere, or gone for good.
    throw (status >= 300 && status < 400) || status === 410 ? new AbortError(failure) : new Error(failure);
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(body: string, headers: Record<string, string>, signal: AbortSignal): Promise<number> {
    const request = this.url.protocol === 'https:' ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const sent = request(this.url, {
        method: 'POST',
        agent: this.#agent,
        signal,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'user-agent': 'Plenary', ...headers },
        ...(this.#allowPrivate ? {} : { lookup: publicLookup }),
      }, (response) => {
        response.on('error', reject);
        response.on('end', () => resolve(response.statusCode ?? 0));
        response.resume();
      });
      sent.on('error', (error) => reject(error instanceof ForbiddenTarget ? new AbortError(error) : error));
      sent.end(body);
    });
  }
}
