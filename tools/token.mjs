// npm run token -- --room ROOM [--role host] [--name NAME] …: a token for a person, an encoder or a player of a
// running server; npm run token -- --revoke ID: it lets nobody in any more.
import { parseArgs } from 'node:util';
import { askServer, fail, serverUrl } from './run/admin.mjs';
import { loadEnv } from './setup/env.mjs';

const USAGE = `usage: npm run token -- --room ROOM [options]     a link for a person to join with
       npm run token -- --room ROOM --publish | --subscribe [options]
       npm run token -- --revoke ID
  --role ROLE          as what the person comes in: host, speaker or viewer (default: as the room says)
  --permissions LIST   of the rights of the role, these only, separated by commas: publishMic, publishCamera,
                       publishScreen, chat, react, ask, raiseHand, configure, moderate
  --publish            for an encoder (WHIP) instead
  --subscribe          for a player (WHEP, HLS) instead
  --name NAME          under which they appear in the room
  --subject ID         who it is: a second stay of the same subject takes the place of the first
  --ttl TIME           for how long the token is good: 90s, 30m, 1h, 7d (default 1h)
  --revoke ID          the id of a token, as it was told when it was made`;
const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 };

const options = read();
const unit = /** @type {keyof typeof SECONDS} */ (options.ttl?.at(-1));
const ttl = Number(options.ttl?.slice(0, -1)) * (SECONDS[unit] ?? NaN);
loadEnv();

if (options.revoke !== undefined) {
  await askServer(`/tokens/${encodeURIComponent(options.revoke)}`, { method: 'DELETE' });
  console.error('revoked');
} else if (options.room === undefined || !Number.isSafeInteger(ttl)) {
  fail(USAGE);
} else {
  const { room, name, subject: sub, role, publish, subscribe } = options;
  const permissions = options.permissions?.split(',').map((one) => one.trim()).filter(Boolean);
  const { token, jti, expiresAt } = await askServer('/tokens', {
    method: 'POST',
    body: { room, name, sub, role, permissions, publish, subscribe, ttl },
  });
  const base = process.env['PUBLIC_URL']?.replace(/\/$/, '') || serverUrl();
  if (publish) console.error(`publish to  ${base}/whip/${room}`);
  if (subscribe) console.error(`play from   ${base}/whep/${room}`);
  if (!publish && !subscribe) console.error(`join at     ${base}/${role === 'viewer' ? 'watch' : 'r'}/${room}#token=${token}`);
  console.error(`good until  ${new Date(expiresAt).toISOString()}`);
  console.error(`id          ${jti}\n`);
  // Alone on standard output, for scripts.
  console.log(token);
}

function read() {
  try {
    return parseArgs({
      options: {
        room: { type: 'string' },
        name: { type: 'string' },
        subject: { type: 'string' },
        role: { type: 'string' },
        permissions: { type: 'string' },
        ttl: { type: 'string', default: '1h' },
        publish: { type: 'boolean', default: false },
        subscribe: { type: 'boolean', default: false },
        revoke: { type: 'string' },
      },
    }).values;
  } catch (error) {
    return fail(`${/** @type {Error} */ (error).message}\n${USAGE}`);
  }
}
