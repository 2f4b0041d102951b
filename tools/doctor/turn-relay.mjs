// What a relay allows those who have credentials: it should let them in, and into nobody's own network.
import { createHmac } from 'node:crypto';
import { TurnClient } from './turn-client.mjs';

/** @typedef {import('./turn.mjs').Server} Server */

/** Addresses that no call needs, one for each way in: the relay's own machine, private networks, cloud metadata. */
export const FORBIDDEN = ['127.0.0.1', '10.255.255.254', '172.31.255.254', '192.168.255.254', '169.254.169.254'];

/**
 * Credentials as participants get them (apps/sfu/src/access/ice-servers.ts).
 *
 * @param {string} secret
 * @param {number} [seconds] from now until they end
 * @param {string} [who] the participant
 */
export function mint(secret, seconds = 60, who = 'doctor') {
  const username = `${Math.floor(Date.now() / 1000) + seconds}:${who}`;
  return { username, credential: createHmac('sha1', secret).update(username).digest('base64') };
}

/**
 * @param {Server} server
 * @param {string} secret
 * @returns {Promise<{ status: 'ok' | 'fix', found: string, advice?: string[] }>}
 */
export async function tryRelay(server, secret) {
  /** @type {TurnClient | undefined} */
  let client;
  try {
    client = await TurnClient.open(server, mint(secret));
    const code = await client.allocate();
    if (code === 401) {
      return {
        status: 'fix',
        found: 'answers, and refuses the credentials',
        advice: [
          'TURN_SECRET has to be its static-auth-secret, it needs use-auth-secret, and both clocks must be right.',
        ],
      };
    }
    if (code !== 0)
      return { status: 'fix', found: `answers, and makes no allocation (error ${code})`, advice: [] };
    /** @type {string[]} */
    const open = [];
    for (const address of FORBIDDEN) {
      if ((await client.permit(address)) === 0) open.push(address);
    }
    if (open.length === 0)
      return { status: 'ok', found: 'accepts the credentials, and refuses to relay into private networks' };
    return {
      status: 'fix',
      found: `lets everyone in a call send to ${open.join(', ')} through it`,
      advice: ['Refuse private addresses with denied-peer-ip, as deploy/coturn/turnserver.conf does.'],
    };
  } catch (error) {
    return { status: 'fix', found: `answers, and then: ${/** @type {Error} */ (error).message}`, advice: [] };
  } finally {
    client?.close();
  }
}
