import type { ErrorCode } from '@plenary/protocol';

/** How often a lost call is joined again before it counts as over; with the back-off this is about a minute. */
export const REJOIN_ATTEMPTS = 20;

/** Whether an error may be gone at the next attempt; any other is the server's considered no. */
export function isPassing(code: ErrorCode): boolean {
  return code === 'DISCONNECTED' || code === 'TIMEOUT' || code === 'UNAVAILABLE' || code === 'RATE_LIMITED';
}

/** Milliseconds before attempt `attempt` (from 1): doubling to 4 s, spread so that a room does not return at once. */
export function retryDelay(attempt: number, random: () => number = Math.random): number {
  return Math.min(4_000, 250 * 2 ** (attempt - 1)) * (0.5 + random());
}
