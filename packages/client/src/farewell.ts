import { FAREWELL_PATH, type Farewell } from '@plenary/protocol';
import type { JoinRequest } from './state.ts';

/**
 * Tells the server that a stay is over, without its socket and without an answer: over a request that outlives its
 * page (Fetch, `keepalive`). A page's socket is closed with what it received last unread, for which the system resets
 * the connection: what the page has just written is then lost.
 *
 * @param request what was joined with; without it, or without a token, there is nothing to end
 */
export function sayFarewell(url: string, request: Pick<JoinRequest, 'roomId'> | null, resumeToken: string | null): void {
  if (request === null || resumeToken === null) {
    return;
  }
  const farewell: Farewell = { roomId: request.roomId, resumeToken };
  fetch(new URL(FAREWELL_PATH, url), {
    method: 'POST',
    keepalive: true,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(farewell),
    // The grace period ends the stay of whoever is not heard.
  }).catch(() => undefined);
}
