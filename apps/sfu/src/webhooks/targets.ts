import { lookup as resolve, type LookupAddress, type LookupAllOptions } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** A webhook may not be sent there. Another attempt would not change that. */
export class ForbiddenTarget extends Error {
  override readonly name = 'ForbiddenTarget';

  constructor(host: string) {
    super(`${host} is inside a network: set WEBHOOK_ALLOW_PRIVATE to send webhooks there`);
  }
}

/** Whether an address is one that anybody on the internet may have; any special notation of another is not. */
export function isPublic(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

/** @throws {ForbiddenTarget} for an address that is written out; a name is looked at when it is resolved */
export function checkWritten(url: URL): void {
  const host = url.hostname.replace(/^\[|\]$/gu, '');
  if (isIP(host) !== 0 && !isPublic(host)) {
    throw new ForbiddenTarget(host);
  }
}

/**
 * Resolves a name to its public addresses only. What was looked at is what is connected to: a name that has another
 * address the next time gains nothing.
 */
export const publicLookup = publicAmong(resolve as AllLookup);

/** As `dns.lookup` is where all addresses are asked for. */
export type AllLookup = (
  hostname: string,
  options: LookupAllOptions,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** @param lookup finds all addresses of a name */
export function publicAmong(lookup: AllLookup): LookupFunction {
  return (hostname, options, done) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        done(error, '');
        return;
      }
      const allowed = addresses.filter(({ address }) => isPublic(address));
      const [first] = allowed;
      if (first === undefined) {
        done(new ForbiddenTarget(hostname), '');
      } else if (options.all === true) {
        done(null, allowed);
      } else {
        done(null, first.address, first.family);
      }
    });
  };
}
