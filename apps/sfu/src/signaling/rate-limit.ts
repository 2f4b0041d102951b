import { CallError, type RequestName } from '@plenary/protocol';
import { RateLimiterMemory } from 'rate-limiter-flexible';

/** Messages of one connection: `points` in `duration` seconds. A joining device sends some ten in its first second. */
const ALL = new RateLimiterMemory({ keyPrefix: 'all', points: 200, duration: 10 });
const BY_NAME: Partial<Record<RequestName, RateLimiterMemory>> = {
  join: new RateLimiterMemory({ keyPrefix: 'join', points: 10, duration: 10 }),
  // Another codec has everyone publish anew.
  setRoomSettings: new RateLimiterMemory({ keyPrefix: 'settings', points: 10, duration: 10 }),
  sendChat: new RateLimiterMemory({ keyPrefix: 'chat', points: 10, duration: 10 }),
  react: new RateLimiterMemory({ keyPrefix: 'react', points: 15, duration: 10 }),
  raiseHand: new RateLimiterMemory({ keyPrefix: 'hand', points: 10, duration: 10 }),
  ask: new RateLimiterMemory({ keyPrefix: 'ask', points: 5, duration: 30 }),
  voteQuestion: new RateLimiterMemory({ keyPrefix: 'vote', points: 30, duration: 10 }),
  // It looks through the whole audience.
  listAudience: new RateLimiterMemory({ keyPrefix: 'audience', points: 30, duration: 10 }),
};

/** Counts a message of a connection. @throws {CallError} `RATE_LIMITED` when there were too many. */
export async function countMessage(connectionId: string, name: RequestName): Promise<void> {
  try {
    await ALL.consume(connectionId);
    await BY_NAME[name]?.consume(connectionId);
  } catch (error) {
    if (error instanceof Error) {
      throw error;
    }
    // The library rejects with its figures, not with an error, when the limit is reached.
    throw new CallError('RATE_LIMITED');
  }
}
