import express, { type Router } from 'express';
import { z } from 'zod';
import type { WorkerPool } from '../../media/worker-pool.ts';
import { jsonBody, valid } from '../input.ts';

/** How long a worker may take to tell of itself, in milliseconds. */
const USAGE_TIMEOUT_MS = 1_000;

const workersInput = z.strictObject({ count: z.int().min(1).max(256) });

/** `GET /workers`: each with its load; `PUT /workers`: how many there should be. */
export function workerRoutes(pool: WorkerPool): Router {
  const router = express.Router();
  router.get('/', async (_request, response) => {
    response.json(await describeWorkers(pool));
  });
  router.put('/', jsonBody, async (request, response) => {
    const input = valid(workersInput, request.body, response);
    if (input !== null) {
      await pool.setTarget(input.count);
      response.json(await describeWorkers(pool));
    }
  });
  return router;
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
