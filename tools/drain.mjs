// npm run drain [-- SECONDS | --cancel]: lets the calls of a running server finish and then ends it, or takes that back.
import { askServer, fail } from './run/admin.mjs';
import { loadEnv } from './setup/env.mjs';

loadEnv();
const [wanted] = process.argv.slice(2);

if (wanted !== undefined && wanted !== '--cancel' && !(/^\d{1,5}$/.test(wanted) && Number(wanted) <= 86_400)) {
  fail('usage: npm run drain [-- SECONDS | --cancel]    (SECONDS: 0 to 86400; without any it only tells)');
}

/** @returns {{ method: string, body?: object } | undefined} */
function request() {
  if (wanted === undefined) return undefined;
  return wanted === '--cancel' ? { method: 'DELETE' } : { method: 'PUT', body: { seconds: Number(wanted) } };
}

const { phase, endsAt, rooms, peers } = await askServer('/admin/drain', request());
const here = `${peers} in ${rooms} ${rooms === 1 ? 'room' : 'rooms'}`;

if (phase === 'draining') {
  const seconds = Math.max(0, Math.round((endsAt - Date.now()) / 1_000));
  console.log(`The server takes nothing new and ends in ${seconds} s, or when nobody is left: ${here}.`);
} else {
  console.log(phase === 'running' ? `The server takes new meetings: ${here}.` : 'The server is ending.');
}
