// Media: the ports, the address under which clients are told to find them, and whether packets arrive there.
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { tcpPortState, udpPortState } from '../run/ports.mjs';
import { isInside, isLocalName, localAddresses } from './addresses.mjs';
import { tcpConnects, tcpEcho, udpEcho } from './echo.mjs';

/**
 * @typedef {import('./report.mjs').Finding} Finding
 * @typedef {import('../run/settings.mjs').Settings} Settings
 */

/** @param {number[]} ports */
const shown = (ports) => (ports.length > 1 ? `${ports[0]}–${ports.at(-1)}` : `${ports[0]}`);

/**
 * @param {Settings} settings
 * @param {boolean} running
 * @returns {Promise<Finding>}
 */
export async function checkRtcPorts({ rtcPorts, rtcHost }, running) {
  const check = `Media ports ${shown(rtcPorts)}`;
  if (running) return { status: 'ok', check, found: 'in use, as Plenary is running' };
  /** @type {string[]} */
  const bad = [];
  for (const port of rtcPorts) {
    const udp = await udpPortState(port, rtcHost);
    const tcp = await tcpPortState(port, rtcHost);
    if (udp !== 'free') bad.push(`UDP ${port}: ${udp}`);
    if (tcp !== 'free') bad.push(`TCP ${port}: ${tcp}`);
  }
  if (bad.length === 0) return { status: 'ok', check, found: `free, UDP and TCP, on ${rtcHost}` };
  return {
    status: 'fix',
    check,
    found: bad.join(', '),
    advice: ['Set RTC_PORT to the first of as many free ports as there are workers (SFU_WORKERS).'],
  };
}

/**
 * The address that clients get for media.
 *
 * @param {Settings} settings
 * @returns {Promise<{ finding: Finding, address: string | undefined }>} with the IP address to try, if any
 */
export async function checkAnnouncedAddress({ publicUrl }) {
  const check = 'Announced address';
  const announced = process.env['SFU_ANNOUNCED_ADDRESS'];
  const forOthers =
    publicUrl !== undefined && URL.canParse(publicUrl) && !isLocalName(new URL(publicUrl).hostname);
  const local = localAddresses();
  const here = `This machine's addresses: ${local.join(', ') || 'only loopback'}`;

  if (!announced) {
    const found = 'SFU_ANNOUNCED_ADDRESS is not set, so clients get the local address';
    const set = 'Set it to the public IP address or name under which the media ports are reached.';
    const advice = forOthers ? [here, set] : [here, `For people elsewhere: ${set}`];
    const finding = /** @type {Finding} */ ({ status: forOthers ? 'fix' : 'ok', check, found, advice });
    return { finding, address: local.find((address) => isIP(address) === 4) ?? local[0] };
  }
  const address = isIP(announced) ? announced : await resolveName(announced);
  if (!address) {
    const found = `SFU_ANNOUNCED_ADDRESS is "${announced}": neither an IP address nor a name that resolves`;
    return { finding: { status: 'fix', check, found, advice: [here] }, address: undefined };
  }
  const name = address === announced ? announced : `${announced} (${address})`;
  if (isInside(address)) {
    const found = `${name} can be reached from its own network only`;
    const advice = [
      here,
      'People elsewhere need the public address here, and the ports forwarded to this machine.',
    ];
    return { finding: { status: forOthers ? 'fix' : 'note', check, found, advice }, address };
  }
  return { finding: { status: 'ok', check, found: name, advice: [here] }, address };
}

/** @param {string} name @returns {Promise<string | undefined>} */
const resolveName = (name) =>
  lookup(name).then(
    ({ address }) => address,
    () => undefined,
  );

/**
 * Whether packets from this machine to the announced address come in on the media ports.
 *
 * @param {Settings} settings
 * @param {string} address
 * @param {boolean} running
 * @returns {Promise<Finding[]>}
 */
export async function checkReachability({ rtcPorts, rtcHost }, address, running) {
  const port = /** @type {number} */ (rtcPorts[0]);
  const target = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  const own = isInside(address) || localAddresses().includes(address);
  const limits = [
    'This was tried from this machine. Whether a firewall or router on the way lets others in to',
    `${shown(rtcPorts)} (UDP and TCP) can only be seen from outside.`,
  ];
  const lost = own
    ? ['A firewall on this machine seems to drop it. Allow the ports (UDP and TCP) and try again.']
    : [
        'Either the ports are not open or not forwarded to this machine, or the router does not send packets',
        'back in to where they came from (many do not). Try from another network.',
      ];
  /** @type {'fix' | 'note'} */
  const failure = own ? 'fix' : 'note';

  if (running) {
    const connected = await tcpConnects(address, port);
    return [
      connected
        ? { status: 'ok', check: 'Media over TCP', found: `${target} accepts connections`, advice: limits }
        : {
            status: failure,
            check: 'Media over TCP',
            found: `${target} does not accept a connection`,
            advice: lost,
          },
      {
        status: 'ok',
        check: 'Media over UDP',
        found: 'not tried: a running server answers only packets of its participants',
        advice: ['Stop Plenary and run this again to try UDP.'],
      },
    ];
  }
  /** @type {Finding[]} */
  const findings = [];
  for (const [kind, echo] of /** @type {const} */ ([
    ['UDP', udpEcho],
    ['TCP', tcpEcho],
  ])) {
    const check = `Media over ${kind}`;
    const arrived = await echo({ port, host: rtcHost, address });
    findings.push(
      arrived
        ? {
            status: 'ok',
            check,
            found: `a packet to ${target} arrives here`,
            advice: kind === 'TCP' ? limits : [],
          }
        : { status: failure, check, found: `a packet to ${target} does not arrive here`, advice: lost },
    );
  }
  return findings;
}
