import { createHash, timingSafeEqual } from 'node:crypto';
import { CallError } from '@plenary/protocol';
import express, { type RequestHandler, type Router } from 'express';
import { z } from 'zod';
import type { WorkerPool } from '../media/worker-pool.ts';

/** Whether a request carries the secret as bearer token; takes the same time whatever it carries. */
export function bears(authorization: string | undefined, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(authorization ?? ''), digest(`Bearer ${secret}`));
}

/** How long a worker may take to tell of itself, in milliseconds. */
const USAGE_TIMEOUT_MS = 1_000;

const workersInput = z.strictObject({ count: z.int().min(1).max(256) });

/** What operators do while calls go on: `/api/v1/admin`. Only there when a key is set. */
export function adminApi(key: string, pool: WorkerPool): Router {
  const router = express.Router();
  router.use(withKey(key));
  router.get('/workers', async (_request, response) => {
    response.json(await describeWorkers(pool));
  });
  router.put('/workers', express.json({ limit: '1kb' }), async (request, response) => {
    const input = workersInput.safeParse(request.body);
    if (!input.success) {
      const { path, message } = input.error.issues[0] ?? { path: [], message: '' };
      const error = new CallError('BAD_REQUEST', message, { path: path.join('.') });
      response.status(400).json(error.toWire());
      return;
    }
    await pool.setTarget(input.data.count);
    response.json(await describeWorkers(pool));
  });
  return router;
}

function withKey(key: string): RequestHandler {
  return (request, response, next) => {
    if (bears(request.headers.authorization, key)) {
      next();
      return;
    }
    response.status(401).set('www-authenticate', 'Bearer').json({ code: 'FORBIDDEN', message: 'The admin key is needed.' });
  };
}

async function describeWorkers(pool: WorkerPool): Promise<object> {
  const workers = await Promise.all(pool.all.map(async ({ index, worker, state, peers, counts }) => {
    const usage = await Promise.race([
      worker.getResourceUsage().catch(() => null),
      new Promise<null>((resolve) => setTimeout(resolve, USAGE_TIMEOUT_MS, null).unref()),
    ]);
    return {
      index,
      pid: worker.pid,
      state,
      rooms: counts.routers,
      peers,
      transports: counts.transports,
      producers: counts.producers,
      consumers: counts.consumers,
      /** `null`: the worker did not answer in time. */
      cpuSeconds: usage === null ? null : (usage.ru_utime + usage.ru_stime) / 1_000,
      /** Largest resident memory so far, in bytes; libuv counts in kilobytes. */
      memoryBytes: usage === null ? null : usage.ru_maxrss * 1_024,
    };
  }));
  return { target: pool.target, workers };
}
