import type { RequestHandler } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { clientAddress } from '../../access/client-address.ts';
import { Problem } from './problem.ts';

/** New sessions of one address: an audience behind one router begins within moments. */
const START = { points: 60, duration: 10 };
/** All else: candidates, restarts and ends. */
const CHANGE = { points: 300, duration: 10 };

/** Requests of one address are bounded, in one count for each of the two. @param factor of the bounds */
export function rateLimits(factor: number): { readonly start: RequestHandler; readonly change: RequestHandler } {
  return { start: limited('start', START, factor), change: limited('change', CHANGE, factor) };
}

interface Bounds {
  readonly points: number;
  readonly duration: number;
}

function limited(keyPrefix: string, { points, duration }: Bounds, factor: number): RequestHandler {
  const limiter = new RateLimiterMemory({ keyPrefix, points: points * factor, duration });
  return async (request, _response, next) => {
    try {
      await limiter.consume(clientAddress(request));
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
