import type { RequestHandler } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Problem } from './problem.ts';

/** New sessions of one address: an audience behind one router begins within moments. */
const START = { points: 60, duration: 10 };
/** All else: candidates, restarts and ends. */
const CHANGE = { points: 300, duration: 10 };

/** Requests of one address are bounded, in one count for each of the two. */
export function rateLimits(): { readonly start: RequestHandler; readonly change: RequestHandler } {
  return { start: limited('start', START), change: limited('change', CHANGE) };
}

function limited(keyPrefix: string, bounds: { readonly points: number; readonly duration: number }): RequestHandler {
  const limiter = new RateLimiterMemory({ keyPrefix, ...bounds });
  return async (request, _response, next) => {
    try {
      await limiter.consume(request.ip ?? '');
    } catch (error) {
      if (error instanceof RateLimiterRes) {
        const seconds = Math.ceil(error.msBeforeNext / 1_000);
        throw new Problem(429, 'Too many requests from this address.', { 'retry-after': String(seconds) });
      }
      throw error;
    }
    next();
  };
}
