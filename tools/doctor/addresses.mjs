import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

const inside = new BlockList();
inside.addSubnet('10.0.0.0', 8);
inside.addSubnet('172.16.0.0', 12);
inside.addSubnet('192.168.0.0', 16);
inside.addSubnet('127.0.0.0', 8);
inside.addSubnet('169.254.0.0', 16);
inside.addSubnet('100.64.0.0', 10); // Shared by an internet provider's customers.
inside.addAddress('::1', 'ipv6');
inside.addSubnet('fc00::', 7, 'ipv6');
inside.addSubnet('fe80::', 10, 'ipv6');

/** Whether an IP address has a meaning only inside some network. @param {string} ip */
export const isInside = (ip) => inside.check(ip, isIP(ip) === 6 ? 'ipv6' : 'ipv4');

/** Whether a URL's host is this machine in the eyes of a browser. @param {string} hostname */
export const isLocalName = (hostname) =>
  hostname === 'localhost' ||
  hostname.endsWith('.localhost') ||
  hostname === '[::1]' ||
  /^127\.\d+\.\d+\.\d+$/.test(hostname);

/** The addresses of this machine that others could use: neither loopback nor link-local. */
export function localAddresses() {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
    .map(({ address }) => address);
}
