import { BlockList, isIP, isIPv6 } from 'node:net';

/** A TURN server as browsers are given it (RFC 7065). */
export const TURN_URL = /^turns?:(?:\[[0-9a-f:.]+\]|[a-z0-9-]+(?:\.[a-z0-9-]+)*)(?::\d{1,5})?(?:\?transport=(?:udp|tcp))?$/iu;

/** Every local address of its kind: to listen on, not to be told to clients. */
const WILDCARDS: readonly string[] = ['0.0.0.0', '::'];

const nobody = new BlockList();
nobody.addSubnet('0.0.0.0', 8);
nobody.addSubnet('224.0.0.0', 3); // Multicast, reserved, broadcast.
nobody.addAddress('::', 'ipv6');
nobody.addSubnet('ff00::', 8, 'ipv6');
nobody.addSubnet('fe80::', 10, 'ipv6'); // Means something on one cable only.

const here = new BlockList();
here.addSubnet('127.0.0.0', 8);
here.addAddress('::1', 'ipv6');

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4');

/** Whether an address or a name could lead anyone to this server. */
export function canBeAnnounced(address: string): boolean {
  return isIP(address) === 0 ? !/^\d+(?:\.\d+)*$/u.test(address) : !address.includes('%') && !nobody.check(address, familyOf(address));
}

export interface NetworkSettings {
  readonly PUBLIC_URL?: string | undefined;
  readonly RTC_LISTEN_IP: readonly string[];
  readonly SFU_ANNOUNCED_ADDRESS: readonly string[];
  readonly TURN_URLS: readonly string[];
  readonly TURN_SECRET?: string | undefined;
}

/**
 * What is wrong between settings that are right each for itself: with these, nobody or not everybody would get media,
 * and find out in a call.
 * @returns one line each, beginning with the setting's name
 */
export function networkFaults(settings: NetworkSettings): string[] {
  const { RTC_LISTEN_IP: listen, SFU_ANNOUNCED_ADDRESS: announced, TURN_URLS, TURN_SECRET, PUBLIC_URL } = settings;
  const faults: string[] = [];
  const wildcard = listen.find((ip) => WILDCARDS.includes(ip));
  if (wildcard !== undefined && announced.length === 0) {
    faults.push(`RTC_LISTEN_IP: clients can't be told ${wildcard}; leave it empty, or set SFU_ANNOUNCED_ADDRESS`);
  }
  for (const address of announced.filter((item) => listen.length > 0 && isIP(item) !== 0)) {
    if (!listen.some((ip) => isIP(ip) === isIP(address))) {
      faults.push(`SFU_ANNOUNCED_ADDRESS: ${address} is IPv${isIP(address)}, and RTC_LISTEN_IP names no such address`);
    }
  }
  const onlyHere = announced.find((address) => isIP(address) !== 0 && here.check(address, familyOf(address)));
  if (onlyHere !== undefined && PUBLIC_URL !== undefined && !isThisMachine(PUBLIC_URL)) {
    faults.push(`SFU_ANNOUNCED_ADDRESS: ${onlyHere} is every client's own machine, and PUBLIC_URL invites others`);
  }
  if (TURN_URLS.length > 0 && TURN_SECRET === undefined) {
    faults.push('TURN_SECRET: missing; TURN_URLS needs the secret that the TURN server has (static-auth-secret)');
  }
  if (TURN_URLS.length === 0 && TURN_SECRET !== undefined) {
    faults.push('TURN_URLS: missing; TURN_SECRET is of no use without');
  }
  return faults;
}

function isThisMachine(url: string): boolean {
  const { hostname } = new URL(url);
  return /^(?:.+\.)?localhost$|^127\.\d+\.\d+\.\d+$|^\[::1\]$/u.test(hostname);
}
