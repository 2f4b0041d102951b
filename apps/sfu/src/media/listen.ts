import { isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { types } from 'mediasoup';
import type { Config } from '../config.ts';

/** More local addresses than this only lengthen every client's list of candidates. */
const MAX_LOCAL_ADDRESSES = 8;

/**
 * Where a worker's media server listens: UDP and TCP on one port.
 *
 * With an announced address it listens on every interface and names that address to clients. Without one it
 * listens on each local IPv4 address and names that: right for a laptop, a LAN, or a server whose public
 * address is its own.
 */
export function listenInfos(
  config: Pick<Config['media'], 'listenIp' | 'announcedAddress'>,
  port: number,
  localAddresses: readonly string[] = localIpv4(),
): types.TransportListenInfo[] {
  const { listenIp, announcedAddress } = config;
  const ips = listenIp !== null ? [listenIp] : announcedAddress !== null ? ['0.0.0.0'] : localAddresses;
  return ips.flatMap((ip) =>
    (['udp', 'tcp'] as const).map((protocol) => ({
      protocol,
      ip,
      port,
      ...(announcedAddress === null ? {} : { announcedAddress }),
    })),
  );
}

function localIpv4(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const ipv4 = addresses.filter(({ address }) => isIPv4(address) && !address.startsWith('169.254.'));
  // Loopback last: a client on another machine should not try it first.
  const sorted = ipv4.sort((a, b) => Number(a.internal) - Number(b.internal)).map(({ address }) => address);
  const unique = [...new Set(sorted)];
  return unique.length > MAX_LOCAL_ADDRESSES ? [...unique.slice(0, MAX_LOCAL_ADDRESSES - 1), '127.0.0.1'] : unique;
}
