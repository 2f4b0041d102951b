import { Problem } from '../setup/say.mjs';
import { tcpPortState, udpPortState } from './ports.mjs';
import { isReady } from './ready.mjs';

/** @typedef {import('./settings.mjs').Settings} Settings */

/**
 * Checks that every port is free before anything starts, so that the words name the port and the variable.
 *
 * @param {Settings} settings
 * @throws {Problem}
 */
export async function ensurePortsFree(settings) {
  const { port, host, webPort, rtcPorts, rtcHosts, url } = settings;
  const main = await tcpPortState(port, host);
  if (main === 'busy' && (await isReady(url))) {
    throw new Problem(`Plenary is already running: ${url}`, [
      'Stop that one first, or set PORT to another port.',
    ]);
  }
  refuse(main, `Port ${port}`, `PORT=${port + 100} npm start`);
  refuse(
    await tcpPortState(webPort, '127.0.0.1'),
    `Port ${webPort}, on which the web app listens behind the server,`,
    `WEB_PORT=${webPort + 100} npm start`,
  );
  for (const rtcPort of rtcPorts) {
    const change = `RTC_PORT=… npm start (the first of ${rtcPorts.length} consecutive ports, UDP and TCP)`;
    for (const rtcHost of rtcHosts) {
      refuse(await udpPortState(rtcPort, rtcHost), `UDP port ${rtcPort}, for media,`, change);
      refuse(await tcpPortState(rtcPort, rtcHost), `TCP port ${rtcPort}, for media,`, change);
    }
  }
}

/**
 * @param {import('./ports.mjs').PortState} state
 * @param {string} what
 * @param {string} change
 */
function refuse(state, what, change) {
  if (state === 'free') return;
  const why = {
    busy: 'is in use by another program.',
    forbidden: 'may not be opened by this user (ports below 1024 need special rights).',
    'no such address': 'cannot be opened: the address to listen on is not one of this machine.',
  }[state];
  throw new Problem(`${what} ${why}`, [`Choose another one: ${change}`]);
}
