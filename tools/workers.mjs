// npm run workers [-- COUNT]: shows the media workers of a running server, or changes how many should run.
import { loadEnv } from './setup/env.mjs';

/**
 * What `/api/v1/admin/workers` tells of one worker.
 *
 * @typedef {{ index: number, pid: number, state: string, rooms: number, peers: number, consumers: number,
 *   cpuSeconds: number | null, memoryBytes: number | null }} Worker
 */

loadEnv();
const url = process.env['PLENARY_URL'] ?? `http://localhost:${process.env['PORT'] || 3000}`;
const key = process.env['ADMIN_KEY'];
const wanted = process.argv[2];

if (!key) {
  fail('Set ADMIN_KEY to the server’s admin key (the server needs it too; at least 16 characters).');
}
if (wanted !== undefined && !/^[1-9]\d{0,2}$/.test(wanted)) {
  fail('usage: npm run workers [-- COUNT]    (COUNT: 1 to 256)');
}

const response = await ask();
const body = await response.json().catch(() => ({}));
if (response.status === 401) fail('ADMIN_KEY is not the server’s.');
if (response.status === 404) fail('The server’s admin API is off: start it with ADMIN_KEY set.');
if (!response.ok) fail(`The server answered ${response.status}: ${body.message ?? ''}`);

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

/** @returns {Promise<Response>} */
async function ask() {
  try {
    return await fetch(`${url}/api/v1/admin/workers`, {
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(wanted === undefined ? {} : { method: 'PUT', body: JSON.stringify({ count: Number(wanted) }) }),
    });
  } catch {
    return fail(`Nothing answers at ${url}. Set PLENARY_URL for another server.`);
  }
}

/**
 * @param {string} words
 * @returns {never}
 */
function fail(words) {
  console.error(words);
  process.exit(1);
}
