import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { numberFrom } from '../setup/env.mjs';
import { stateFolder } from '../setup/paths.mjs';

/**
 * The settings that the tools share with the server. The server checks them all when it starts
 * (apps/sfu/src/config.ts); names and defaults here follow it.
 *
 * @typedef {object} Settings
 * @property {number} port The one that people open.
 * @property {number} webPort Where the web app listens on the loopback interface, behind the server.
 * @property {string} host The local address of `port`.
 * @property {string} url What to open from this machine.
 * @property {string | undefined} publicUrl What others open, when a proxy stands before us.
 * @property {number} drainSeconds How long calls may go on after SIGTERM.
 * @property {string} handoverFile Where what was decided in rooms waits for the next process, or `off`.
 * @property {number[]} rtcPorts One per worker, each UDP and TCP.
 * @property {string[]} rtcHosts The local addresses for media.
 * @property {string[]} announced What clients are told to reach the media ports under; empty for the local addresses.
 */

/** @returns {Settings} */
export function readSettings() {
  const env = process.env;
  const port = numberFrom('PORT', 3000);
  const host = env['HOST'] || '0.0.0.0';
  const first = numberFrom('RTC_PORT', 40_000);
  const workers = numberFrom('SFU_WORKERS', availableParallelism());
  const everywhere = host === '0.0.0.0' || host === '::';
  return {
    port,
    webPort: numberFrom('WEB_PORT', port + 1),
    host,
    url: `http://${everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`,
    publicUrl: env['PUBLIC_URL'] || undefined,
    drainSeconds: numberFrom('DRAIN_SECONDS', 5),
    // Servers beside each other differ by their port; a server and its next version do not.
    handoverFile: env['HANDOVER_FILE'] || join(stateFolder(), `handover-${port}.json`),
    rtcPorts: Array.from({ length: workers }, (_, index) => first + index),
    rtcHosts: listed(env['RTC_LISTEN_IP'] || '0.0.0.0'),
    announced: listed(env['SFU_ANNOUNCED_ADDRESS']),
  };
}

/** @param {string | undefined} text items separated by commas */
const listed = (text) =>
  (text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
