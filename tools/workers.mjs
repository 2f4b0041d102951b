// npm run workers [-- COUNT]: shows the media workers of a running server, or changes how many should run.
import { loadEnv } from './setup/env.mjs';

loadEnv();
const url = process.env.PLENARY_URL ?? `http://localhost:${process.env.PORT || 3000}`;
const key = process.env.ADMIN_KEY;
const [wanted] = process.argv.slice(2);

if (!key) {
  fail('Set ADMIN_KEY to the server’s admin key (the server needs it too; at least 16 characters).');
}
if (wanted !== undefined && !/^[1-9]\d{0,2}$/.test(wanted)) {
  fail('usage: npm run workers [-- COUNT]    (COUNT: 1 to 256)');
}
const response = await fetch(`${url}/api/v1/admin/workers`, {
  method: wanted === undefined ? 'GET' : 'PUT',
  headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
  ...(wanted === undefined ? {} : { body: JSON.stringify({ count: Number(wanted) }) }),
}).catch((error) => fail(`${url} can't be reached: ${error.cause?.message ?? error.message}. Set PLENARY_URL for another server.`));
const body = await response.json().catch(() => ({}));
if (!response.ok) {
  const hints = { 401: 'ADMIN_KEY is not the server’s.', 404: 'The server’s admin API is off: start it with ADMIN_KEY set.' };
  fail(hints[response.status] ?? `The server answered ${response.status}: ${body.message ?? ''}`);
}
console.log(`${body.target} should run.`);
console.table(body.workers.map(({ index, pid, state, rooms, peers, consumers, cpuSeconds, memoryBytes }) => ({
  worker: index,
  pid,
  state,
  rooms,
  peers,
  consumers,
  'CPU s': cpuSeconds ?? '(no answer)',
  'memory MB': memoryBytes === null ? '' : Math.round(memoryBytes / 1e6),
})));

function fail(words) {
  console.error(words);
  process.exit(1);
}
