import { isIP, isIPv6 } from 'node:net';
import type { types } from 'mediasoup';

/** Later addresses come this much after the first of their protocol: all of UDP stays before all of TCP. */
const PRIORITY_STEP = 100;

/**
 * Which of the announced addresses a socket bound to `ip` can be reached under: those of its kind, and names, which
 * may stand for either.
 */
export function fitting(announced: readonly string[], ip: string): string[] {
  return announced.filter((address) => isIP(address) === 0 || isIPv6(address) === isIPv6(ip));
}

/**
 * The candidates for clients: mediasoup names one address for each socket, and the same sockets may be reached under
 * several. One candidate for each announced address and protocol, in the order in which they were given.
 */
export function withAnnounced(candidates: readonly types.IceCandidate[], announced: readonly string[]): types.IceCandidate[] {
  const all: types.IceCandidate[] = [];
  for (const protocol of ['udp', 'tcp'] as const) {
    const own = candidates.filter((candidate) => candidate.protocol === protocol);
    const first = own.find(({ address }) => announced.includes(address));
    const missing = first === undefined ? [] : announced.filter((address) => !own.some((known) => known.address === address));
    const later = missing.map((address, index) =>
      ({ ...first as types.IceCandidate, ip: address, address, priority: (first?.priority ?? 0) - (index + 1) * PRIORITY_STEP }));
    all.push(...own, ...later);
  }
  // Two sockets under one name are one candidate.
  return all.filter(({ protocol, address, port }, index) =>
    index === all.findIndex((other) => other.protocol === protocol && other.address === address && other.port === port));
}
