import { FAREWELL_PATH, type Farewell } from '@plenary/protocol';
import pRetry from 'p-retry';
import type { JoinRequest } from './state.ts';

/** Some 15 s in all: the grace period (30 s unless set otherwise) ends the stay of whoever is not heard by then. */
const RETRY = { retries: 5, factor: 2, minTimeout: 500, maxTimeout: 8_000, randomize: true, unref: true } as const;

export interface Stayed {
  /** What was joined with; without it, or without a token, there is nothing to end. */
  readonly request: Pick<JoinRequest, 'roomId'> | null;
  readonly resumeToken: string | null;
}

/**
 * Tells the server that a stay is over, without its socket and without an answer: over a request that outlives its
 * page (Fetch, `keepalive`). A page's socket is closed with what it received last unread, for which the system resets
 * the connection: what the page has just written is then lost.
 *
 * @param pageGoes then it is said once, as nothing can be done any more: a page that is brought back from the
 *   browser's cache takes its stay up again, which a later attempt would end
 */
export function sayFarewell(url: string, { request, resumeToken }: Stayed, pageGoes: boolean): void {
  if (request === null || resumeToken === null) {
    return;
  }
  const farewell: Farewell = { roomId: request.roomId, resumeToken };
  const say = async (): Promise<void> => {
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
  pRetry(say, pageGoes ? { retries: 0 } : RETRY).catch(() => undefined);
}
