import { isIP, isIPv4, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { types } from 'mediasoup';
import type { Config } from '../config.ts';
import { fitting } from './announced.ts';

/** More local addresses than this only lengthen every client's list of candidates. */
const MAX_LOCAL_ADDRESSES = 8;

/**
 * Where a worker's media server listens: UDP and TCP on one port, each on every address, UDP before TCP. mediasoup
 * prefers what comes earlier, and a later UDP address is still better than TCP.
 *
 * With announced addresses it listens on every interface and names those to clients. Without any it listens on each
 * local address and names that: right for a laptop, a LAN, or a server whose public addresses are its own.
 */
export function listenInfos(
  config: Pick<Config['media'], 'listenIps' | 'announcedAddresses'>,
  port: number,
  local: readonly string[] = localAddresses(),
): types.TransportListenInfo[] {
  const { listenIps, announcedAddresses } = config;
  const ips = listenIps.length > 0 ? listenIps : announcedAddresses.length > 0 ? wildcards(announcedAddresses, local) : local;
  return (['udp', 'tcp'] as const).flatMap((protocol) => ips.map((ip) => {
    const announcedAddress = fitting(announcedAddresses, ip)[0];
    return {
      protocol,
      ip,
      port,
      ...(announcedAddress === undefined ? {} : { announcedAddress }),
      // Otherwise `::` takes IPv4's port too.
      ...(isIPv6(ip) ? { flags: { ipv6Only: true } } : {}),
    };
  }));
}

/** A name may stand for both kinds of addresses: IPv6 too, then, where this machine has it. */
function wildcards(announced: readonly string[], local: readonly string[]): string[] {
  const has = (kind: number): boolean => announced.some((address) => isIP(address) === kind);
  const names = has(0);
  const ipv6 = has(6) || (names && local.some((address) => isIPv6(address) && address !== '::1'));
  return [...(names || has(4) ? ['0.0.0.0'] : []), ...(ipv6 ? ['::'] : [])];
}

/** Loopback last: a client on another machine should not try it first. Of the others, IPv4 first. */
function localAddresses(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const usable = addresses.filter(({ address, internal }) =>
    !address.startsWith('169.254.') && !address.startsWith('fe80:') && !(internal && isIPv6(address)));
  const order = ({ address, internal }: { address: string; internal: boolean }): number => (internal ? 2 : isIPv4(address) ? 0 : 1);
  const unique = [...new Set(usable.sort((a, b) => order(a) - order(b)).map(({ address }) => address))];
  return unique.length > MAX_LOCAL_ADDRESSES ? [...unique.slice(0, MAX_LOCAL_ADDRESSES - 1), '127.0.0.1'] : unique;
}
