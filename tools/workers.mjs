// npm run workers [-- COUNT]: shows the media workers of a running server, or changes how many should run.
import { askServer, fail } from './run/admin.mjs';
import { loadEnv } from './setup/env.mjs';

/**
 * What `/api/v1/admin/workers` tells of one worker.
 *
 * @typedef {{ index: number, pid: number, state: string, rooms: number, peers: number, consumers: number,
 *   cpuSeconds: number | null, memoryBytes: number | null }} Worker
 */

loadEnv();
const wanted = process.argv[2];

if (wanted !== undefined && !/^[1-9]\d{0,2}$/.test(wanted)) {
  fail('usage: npm run workers [-- COUNT]    (COUNT: 1 to 256)');
}

const body = await askServer(
  '/admin/workers',
  wanted === undefined ? undefined : { method: 'PUT', body: { count: Number(wanted) } },
);

console.log(`${body.target} should run.`);
console.table(
  body.workers.map((/** @type {Worker} */ worker) => ({
    worker: worker.index,
    pid: worker.pid,
    state: worker.state,
    rooms: worker.rooms,
    peers: worker.peers,
    consumers: worker.consumers,
    'CPU s': worker.cpuSeconds ?? '(no answer)',
    'memory MB': worker.memoryBytes === null ? '' : Math.round(worker.memoryBytes / 1e6),
  })),
);
