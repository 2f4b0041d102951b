// The machine around Plenary: disk, open files, and how people reach the page.
import { readFileSync, statfsSync } from 'node:fs';
import { root } from '../setup/paths.mjs';
import { tcpPortState } from '../run/ports.mjs';
import { isLocalName } from './addresses.mjs';

/**
 * @typedef {import('./report.mjs').Finding} Finding
 * @typedef {import('../run/settings.mjs').Settings} Settings
 */

const GIB = 1024 ** 3;
const LOW_DISK = GIB;
const LOW_FILES = 4_096;

/**
 * @param {Settings} settings
 * @param {boolean} running Whether Plenary answers on its port.
 * @returns {Promise<Finding>}
 */
export async function checkHttpPort({ port, host, url }, running) {
  const check = `HTTP port ${port}`;
  if (running) return { status: 'ok', check, found: `Plenary is running and ready on ${url}` };
  const state = await tcpPortState(port, host);
  if (state === 'free') return { status: 'ok', check, found: 'free' };
  const found = {
    busy: 'in use by another program, or by a Plenary that is not ready',
    forbidden: 'this user may not open it',
    'no such address': `${host} (HOST) is not an address of this machine`,
  }[state];
  return { status: 'fix', check, found, advice: ['Set PORT to another one (and HOST to a local address).'] };
}

/**
 * Browsers give camera and microphone only to pages from https or from the machine itself.
 *
 * @param {Settings} settings
 * @param {boolean} running
 * @returns {Promise<Finding>}
 */
export async function checkPublicUrl({ publicUrl, port }, running) {
  const check = 'Address of the page';
  if (!publicUrl) {
    return {
      status: 'ok',
      check,
      found: `http://localhost:${port}, for people at this machine`,
      advice: [
        'Browsers give camera and microphone only to pages from https or localhost. For people elsewhere,',
        'put a proxy with TLS before this port and set PUBLIC_URL=https://your.name.',
      ],
    };
  }
  if (!URL.canParse(publicUrl)) {
    return { status: 'fix', check, found: `PUBLIC_URL is "${publicUrl}", which is not a URL` };
  }
  const { protocol, hostname } = new URL(publicUrl);
  if (protocol !== 'https:' && !isLocalName(hostname)) {
    return {
      status: 'fix',
      check,
      found: `${publicUrl} is not https: browsers will refuse camera and microphone there`,
      advice: ['Put a proxy with TLS before the server and set PUBLIC_URL to its https address.'],
    };
  }
  if (!running) return { status: 'ok', check, found: `${publicUrl} (asked for only while Plenary runs)` };
  const answer = await fetch(new URL('/readyz', publicUrl), { signal: AbortSignal.timeout(5_000) }).catch(
    (/** @type {Error} */ error) => error,
  );
  if (answer instanceof Response && answer.ok)
    return { status: 'ok', check, found: `${publicUrl} leads here` };
  const why =
    answer instanceof Response ? `answers ${answer.status}` : String(answer.cause ?? answer.message);
  return {
    status: 'note',
    check,
    found: `${publicUrl} does not lead to a ready Plenary from this machine (${why})`,
    advice: [
      'Check the proxy and the name. Some networks cannot reach their own public address from inside.',
    ],
  };
}

/** @returns {Finding} */
export function checkDisk() {
  const { bavail, bsize } = statfsSync(root);
  const free = bavail * bsize;
  const found = `${(free / GIB).toFixed(1)} GiB free at ${root}`;
  if (free >= LOW_DISK) return { status: 'ok', check: 'Disk', found };
  return {
    status: 'note',
    check: 'Disk',
    found,
    advice: ['The set-up and the build of the web app take about 2 GiB.'],
  };
}

/**
 * Every participant takes a socket or two of the server's process.
 *
 * @returns {Finding}
 */
export function checkOpenFiles() {
  const check = 'Open files';
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    const soft = /^Max open files\s+(\S+)/m.exec(limits)?.[1] ?? 'unknown';
    if (soft === 'unlimited' || Number(soft) >= LOW_FILES) {
      return { status: 'ok', check, found: `up to ${soft} per process` };
    }
    return {
      status: 'note',
      check,
      found: `only ${soft} per process; each participant needs about two`,
      advice: ['Raise it before starting: ulimit -n 65536, or LimitNOFILE=65536 in a systemd unit.'],
    };
  } catch {
    return { status: 'ok', check, found: 'this system does not tell the limit' };
  }
}
