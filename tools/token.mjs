// npm run token -- --room ROOM (--publish | --subscribe) [--name NAME] [--subject ID] [--ttl 1h]: a token for an
// encoder or a player of a running server.
import { parseArgs } from 'node:util';
import { askServer, fail, serverUrl } from './run/admin.mjs';
import { loadEnv } from './setup/env.mjs';

const USAGE = `usage: npm run token -- --room ROOM (--publish | --subscribe) [options]
  --publish         for an encoder (WHIP)
  --subscribe       for a player (WHEP)
  --name NAME       under which it appears in the room
  --subject ID      who it is: a second session of the same subject takes the place of the first
  --ttl TIME        for how long the token is good: 90s, 30m, 1h, 7d (default 1h)`;
const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 };

const options = read();
const unit = /** @type {keyof typeof SECONDS} */ (options.ttl?.at(-1));
const ttl = Number(options.ttl?.slice(0, -1)) * (SECONDS[unit] ?? NaN);
if (options.room === undefined || !(options.publish || options.subscribe) || !Number.isSafeInteger(ttl)) fail(USAGE);

loadEnv();
const { room, name, subject: sub, publish, subscribe } = options;
const { token, expiresAt } = await askServer('/tokens', {
  method: 'POST',
  body: { room, name, sub, publish, subscribe, ttl },
});
const base = process.env['PUBLIC_URL']?.replace(/\/$/, '') || serverUrl();
if (publish) console.error(`publish to  ${base}/whip/${room}`);
if (subscribe) console.error(`play from   ${base}/whep/${room}`);
console.error(`good until  ${new Date(expiresAt).toISOString()}\n`);
// Alone on standard output, for scripts.
console.log(token);

function read() {
  try {
    return parseArgs({
      options: {
        room: { type: 'string' },
        name: { type: 'string' },
        subject: { type: 'string' },
        ttl: { type: 'string', default: '1h' },
        publish: { type: 'boolean', default: false },
        subscribe: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return fail(`${/** @type {Error} */ (error).message}\n${USAGE}`);
  }
}
