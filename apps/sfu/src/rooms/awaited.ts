import type { PeerId } from '@plenary/protocol';
import { digestOf } from './digest.ts';
import type { StayRecord } from './handover.ts';
import type { Returning } from './returns.ts';

/** Who of those awaited comes, and by what they are known. */
export interface Recognised {
  readonly stay: StayRecord;
  /** `token`: the very client; `identity`: the same person, by whatever client. */
  readonly by: 'token' | 'identity';
}

/** Those who were in the room when the process before this one ended, and did not come back yet. */
export class Awaited {
  readonly #stays: Map<PeerId, StayRecord>;
  readonly #byToken = new Map<string, StayRecord>();
  readonly #byIdentity = new Map<string, StayRecord>();

  constructor(stays: readonly StayRecord[]) {
    this.#stays = new Map(stays.map((stay) => [stay.id, stay]));
    for (const stay of stays) {
      stay.tokens.forEach((token) => this.#byToken.set(token, stay));
      if (stay.identity !== null) {
        this.#byIdentity.set(stay.identity, stay);
      }
    }
  }

  get all(): StayRecord[] {
    return [...this.#stays.values()];
  }

  /** They are awaited on until they are in: on the way something may fail. */
  recognise({ resumeToken, identity, receives = 'tracks' }: Returning): Recognised | null {
    const mark = identity === null ? null : digestOf(identity);
    const known = resumeToken === undefined ? undefined : this.#byToken.get(digestOf(resumeToken));
    if (known?.identity === mark) {
      return { stay: known, by: 'token' };
    }
    const same = mark === null || receives !== 'tracks' ? undefined : this.#byIdentity.get(mark);
    return same === undefined ? null : { stay: same, by: 'identity' };
  }

  /** Somebody is in the room with this id: that stay is taken up again. */
  came(peerId: PeerId): void {
    const stay = this.#stays.get(peerId);
    if (stay !== undefined) {
      this.#stays.delete(peerId);
      stay.tokens.forEach((token) => this.#byToken.delete(token));
      this.#byIdentity.delete(stay.identity ?? '');
    }
  }

  /** Nobody is awaited any more. @returns those who did not come */
  giveUp(): StayRecord[] {
    const missing = this.all;
    [this.#stays, this.#byToken, this.#byIdentity].forEach((map) => map.clear());
    return missing;
  }
}
