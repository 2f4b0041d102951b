import { CallError } from '@plenary/protocol';
import type { RequestHandler } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { clientAddress } from '../access/client-address.ts';
import { isLocal } from '../access/local-address.ts';

/** Requests of one address in ten seconds: an audience behind one router opens its pages within moments. */
const API = 300;
const PAGES = 600;
/** Each viewer of HLS asks for a playlist and a segment a second: as many of one address as may have sockets. */
const HLS = 10_000;
const SECONDS = 10;

/** Files of the web app that never change: they cost next to nothing, and each page asks for some twenty. */
const STATIC = /^\/_next\/static\//u;

/** Bounds on how often one address may ask; this machine's own has none. @param factor of the bounds */
export function httpLimits(factor: number): { readonly api: RequestHandler; readonly farewells: RequestHandler; readonly pages: RequestHandler } {
  const pages = limited('pages', PAGES * factor);
  return {
    api: limited('api', API * factor),
    // Of their own: an audience that leaves together takes nobody the way in.
    farewells: limited('farewells', API * factor),
    pages: (request, response, next) => (STATIC.test(request.path) ? next() : pages(request, response, next)),
  };
}

/** The same for playlists and segments. @param factor of the bound */
export function hlsLimit(factor: number): RequestHandler {
  return limited('hls', HLS * factor);
}

function limited(keyPrefix: string, points: number): RequestHandler {
  const limiter = new RateLimiterMemory({ keyPrefix, points, duration: SECONDS });
  return async (request, response, next) => {
    const address = clientAddress(request);
    try {
      if (!isLocal(address)) {
        await limiter.consume(address);
      }
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) {
        throw error;
      }
      response.setHeader('retry-after', String(Math.ceil(error.msBeforeNext / 1_000)));
      response.status(429).json(new CallError('RATE_LIMITED').toWire());
      return;
    }
    next();
  };
}
