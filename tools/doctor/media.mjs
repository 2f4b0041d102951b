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
export async function checkRtcPorts({ rtcPorts, rtcHosts }, running) {
  const check = `Media ports ${shown(rtcPorts)}`;
  if (running) return { status: 'ok', check, found: 'in use, as Plenary is running' };
  /** @type {string[]} */
  const bad = [];
  for (const port of rtcPorts) {
    for (const host of rtcHosts) {
      const at = rtcHosts.length > 1 ? ` on ${host}` : '';
      const udp = await udpPortState(port, host);
      const tcp = await tcpPortState(port, host);
      if (udp !== 'free') bad.push(`UDP ${port}${at}: ${udp}`);
      if (tcp !== 'free') bad.push(`TCP ${port}${at}: ${tcp}`);
    }
  }
  if (bad.length === 0)
    return { status: 'ok', check, found: `free, UDP and TCP, on ${rtcHosts.join(' and ')}` };
  return {
    status: 'fix',
    check,
    found: bad.join(', '),
    advice: ['Set RTC_PORT to the first of as many free ports as there are workers (SFU_WORKERS).'],
  };
}

/**
 * The addresses that clients get for media, each looked at.
 *
 * @param {Settings} settings
 * @returns {Promise<{ findings: Finding[], addresses: string[] }>} with the IP addresses to try
 */
export async function checkAnnouncedAddresses({ publicUrl, announced }) {
  const forOthers =
    publicUrl !== undefined && URL.canParse(publicUrl) && !isLocalName(new URL(publicUrl).hostname);
  const local = localAddresses();
  if (announced.length > 0) {
    const looked = await Promise.all(announced.map((name) => checkAnnounced(name, forOthers, local)));
    return {
      findings: looked.map(({ finding }) => finding),
      addresses: looked.flatMap(({ addresses }) => addresses),
    };
  }
  const found = 'SFU_ANNOUNCED_ADDRESS is not set, so clients get the local addresses';
  const set = 'Set it to the public IP address or name under which the media ports are reached.';
  const advice = forOthers ? [here(local), set] : [here(local), `For people elsewhere: ${set}`];
  const address = local.find((item) => isIP(item) === 4) ?? local[0];
  return {
    findings: [{ status: forOthers ? 'fix' : 'ok', check: 'Announced address', found, advice }],
    addresses: address === undefined ? [] : [address],
  };
}

/** @param {string[]} local */
const here = (local) => `This machine's addresses: ${local.join(', ') || 'only loopback'}`;

/**
 * @param {string} name address or host name
 * @param {boolean} forOthers whether people elsewhere are invited
 * @param {string[]} local
 * @returns {Promise<{ finding: Finding, addresses: string[] }>}
 */
async function checkAnnounced(name, forOthers, local) {
  const check = 'Announced address';
  const addresses = isIP(name) ? [name] : await resolveName(name);
  if (addresses.length === 0) {
    const found = `SFU_ANNOUNCED_ADDRESS has "${name}": neither an IP address nor a name that resolves`;
    return { finding: { status: 'fix', check, found, advice: [here(local)] }, addresses };
  }
  const whole = isIP(name) ? name : `${name} (${addresses.join(', ')})`;
  if (addresses.every(isInside)) {
    const found = `${whole} can be reached from its own network only`;
    const advice = [
      here(local),
      'People elsewhere need a public address here, and the ports forwarded to this machine.',
    ];
    return { finding: { status: forOthers ? 'fix' : 'note', check, found, advice }, addresses };
  }
  const ipv6 = addresses.filter((address) => isIP(address) === 6);
  if (ipv6.length > 0 && !local.some((address) => isIP(address) === 6)) {
    const found = `${whole} is an IPv6 address, and this machine has none`;
    const advice = [here(local), 'Take it out, or its AAAA record, unless something translates to IPv4.'];
    return { finding: { status: 'note', check, found, advice }, addresses };
  }
  return { finding: { status: 'ok', check, found: whole, advice: [here(local)] }, addresses };
}

/** @param {string} name @returns {Promise<string[]>} */
const resolveName = (name) =>
  lookup(name, { all: true }).then(
    (found) => found.map(({ address }) => address),
    () => [],
  );

/**
 * Whether packets from this machine to the announced address come in on the media ports.
 *
 * @param {Settings} settings
 * @param {string} address
 * @param {boolean} running
 * @returns {Promise<Finding[]>}
 */
export async function checkReachability({ rtcPorts, rtcHosts }, address, running) {
  // What answers on an IPv6 address is another socket.
  const rtcHost = rtcHosts.find((host) => host.includes(':') === address.includes(':')) ?? '0.0.0.0';
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
