import { digestOrNull } from './digest.ts';
import type { DeniedRecord } from './handover.ts';

/** By what someone at the door is known again. */
export interface Knocker {
  /** Of their token, `null` without one. */
  readonly identity: string | null;
  /** Of their client, when it told one. */
  readonly clientId?: string | undefined;
  /** Where they come from; without it they are known by the rest alone. */
  readonly address?: string | undefined;
}

/** The wait doubles with each further denial, up to so long, in milliseconds. */
const LONGEST_MS = 15 * 60_000;
/** A denial is forgotten when nobody came back for so long after the wait, in milliseconds. */
const FORGOTTEN_MS = 60 * 60_000;
/** So many denials of one address before all from it have to wait: the others in a school did nothing. */
const FREE_OF_ADDRESS = 3;
/** So many people and addresses are kept; of more, those denied longest ago go. */
const MOST = 2_000;

interface Denied {
  readonly times: number;
  /** In milliseconds since 1970. */
  readonly until: number;
}

/**
 * Those whom a host turned away from a room's lobby: for a while they can't ask again. An identity is the operator's
 * word for who somebody is, and enough; without one there is what the client says of itself, and for who changes that
 * the address.
 */
export class Denials {
  readonly #denied = new Map<string, Denied>();
  readonly #firstMs: number;

  /**
   * @param firstMs the first wait, in milliseconds; with 0 nobody waits
   * @param earlier those who were turned away before this process
   */
  constructor(firstMs: number, earlier: readonly DeniedRecord[] = []) {
    this.#firstMs = firstMs;
    if (firstMs > 0) {
      earlier.slice(-MOST).forEach(({ who, times, until }) => this.#denied.set(who, { times, until }));
    }
  }

  /** For the next process: people only, as the digest of an address would tell the address to who tries them all. */
  get record(): DeniedRecord[] {
    const now = Date.now();
    return [...this.#denied]
      .filter(([key, { until }]) => !key.startsWith(ADDRESS) && now <= until + FORGOTTEN_MS)
      .map(([who, { times, until }]) => ({ who, times, until }));
  }

  /** A host turned them away. @returns how long they have to wait, in milliseconds */
  add({ identity, clientId, address }: Knocker): number {
    const person = personKey(identity, clientId);
    if (person !== null) {
      this.#count(person, 0);
    }
    if (identity === null && address !== undefined) {
      this.#count(addressKey(address), FREE_OF_ADDRESS);
    }
    return this.wait({ identity, clientId, address });
  }

  /** @returns how long they still have to wait, in milliseconds; 0: they may ask */
  wait({ identity, clientId, address }: Knocker): number {
    const now = Date.now();
    const left = (key: string | null): number => Math.max(0, (this.#denied.get(key ?? '')?.until ?? 0) - now);
    const ofAddress = identity === null && address !== undefined ? left(addressKey(address)) : 0;
    return Math.max(left(personKey(identity, clientId)), ofAddress);
  }

  /** A host let them in after all. */
  forget({ identity, clientId }: Knocker): void {
    this.#denied.delete(personKey(identity, clientId) ?? '');
  }

  /** @param free so many denials have no wait */
  #count(key: string, free: number): void {
    if (this.#firstMs === 0) {
      return;
    }
    const now = Date.now();
    const earlier = this.#denied.get(key);
    const times = earlier === undefined || now > earlier.until + FORGOTTEN_MS ? 1 : earlier.times + 1;
    const waits = times - free;
    const longest = Math.max(this.#firstMs, LONGEST_MS);
    const ms = waits < 1 ? 0 : Math.min(this.#firstMs * 2 ** (waits - 1), longest);
    // The newest stand last.
    this.#denied.delete(key);
    this.#denied.set(key, { times, until: now + ms });
    const [oldest] = this.#denied.keys();
    if (this.#denied.size > MOST && oldest !== undefined) {
      this.#denied.delete(oldest);
    }
  }
}

/** No digest begins with it. */
const ADDRESS = 'address ';
const addressKey = (address: string): string => `${ADDRESS}${address}`;

/** By its digest somebody is known again after a restart too. */
function personKey(identity: string | null, clientId: string | undefined): string | null {
  // Two people with identities of their own may share a browser.
  const known = identity !== null ? `identity ${identity}` : clientId === undefined ? null : `client ${clientId}`;
  return digestOrNull(known);
}
