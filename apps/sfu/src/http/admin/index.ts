import express, { type Router } from 'express';
import type { Drain } from '../../drain.ts';
import type { WorkerPool } from '../../media/worker-pool.ts';
import type { RoomRegistry } from '../../rooms/registry.ts';
import { drainRoutes } from './drain.ts';
import { hlsAdminRoutes } from './hls.ts';
import { withKey } from './key.ts';
import { roomRoutes } from './rooms.ts';
import { workerRoutes } from './workers.ts';

export interface AdminOptions {
  readonly key: string;
  readonly pool: WorkerPool;
  readonly rooms: RoomRegistry;
  readonly drain: Drain;
}

/** What operators do while calls go on: `/api/v1/admin`. Only there when a key is set. */
export function adminApi({ key, pool, rooms, drain }: AdminOptions): Router {
  const router = express.Router();
  router.use(withKey(key));
  router.use('/workers', workerRoutes(pool));
  router.use('/drain', drainRoutes(drain, rooms));
  router.use('/rooms', roomRoutes(rooms));
  router.use('/rooms', hlsAdminRoutes(rooms));
  return router;
}
