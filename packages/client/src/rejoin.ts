import type { ErrorCode } from '@plenary/protocol';

/** How often a lost connection is tried again before the call counts as over: with the pauses about ten minutes. */
export const REJOIN_ATTEMPTS = 150;

/** Whether an error may be gone at the next attempt; any other is the server's considered no. */
export function isPassing(code: ErrorCode): boolean {
  return code === 'DISCONNECTED' || code === 'TIMEOUT' || code === 'UNAVAILABLE' || code === 'RATE_LIMITED';
}

/**
 * Why the last attempt failed, as far as its time tells: browsers say no more. `refused`: something answered no at
 * once, so there is a network, and the server is what is missing. `lost`: no answer at all.
 */
export type AttemptFailure = 'refused' | 'lost';

/** An attempt that failed within this was answered, in milliseconds. */
export const ANSWERED_MS = 1_000;
/** Pauses after the server refused double up to this, in milliseconds. */
const MAX_PAUSE_MS = 8_000;
/** The pause while nothing answers, in milliseconds: short, as nobody has to bear these attempts. */
const LOST_PAUSE_MS = 500;

/**
 * Milliseconds before attempt `attempt` (from 1). A server that refuses is met with pauses that double and spread,
 * so that a room does not come back in one moment. Where nothing answers, attempts reach nobody, and the first after
 * the network's return should come soon.
 */
export function retryDelay(attempt: number, failure: AttemptFailure, random: () => number = Math.random): number {
  const pause = failure === 'lost' && attempt > 1 ? LOST_PAUSE_MS : Math.min(MAX_PAUSE_MS, 250 * 2 ** (attempt - 1));
  return pause * (0.5 + random());
}

/** How long attempt `attempt` may take, in milliseconds; now and then long enough for a very slow network. */
export function attemptTimeout(attempt: number): number {
  return attempt % 5 === 0 ? 8_000 : 2_500;
}
