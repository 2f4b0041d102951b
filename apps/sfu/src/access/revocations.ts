import { CallError } from '@plenary/protocol';

/** Clocks of different machines may differ by so much, in seconds: for so long a token is good after its end. */
export const CLOCK_TOLERANCE_S = 5;
/** Revoked tokens that are remembered at a time. */
const LIMIT = 10_000;

/** Tokens that are no longer good before their end. In memory, from where they are handed to the next process. */
export class Revocations {
  /** When each is no good any more by itself, in milliseconds since 1970, by its `jti`. */
  readonly #ends = new Map<string, number>();
  readonly #limit: number;

  constructor(limit = LIMIT) {
    this.#limit = limit;
  }

  /**
   * @param end when the token ends by itself, in milliseconds since 1970
   * @throws {CallError} `LIMIT_EXCEEDED` rather than to forget one that still counts
   */
  add(jti: string, end: number): void {
    const until = end + CLOCK_TOLERANCE_S * 1_000;
    if (this.#ends.size >= this.#limit && !this.#ends.has(jti)) {
      this.#forgetEnded();
      if (this.#ends.size >= this.#limit) {
        throw new CallError('LIMIT_EXCEEDED', 'Too many tokens are revoked at a time: change the key (TOKEN_KEYS) instead.');
      }
    }
    this.#ends.set(jti, Math.max(until, this.#ends.get(jti) ?? 0));
  }

  has(jti: string): boolean {
    return (this.#ends.get(jti) ?? 0) > Date.now();
  }

  /** Those that still count, with the time until which they do, in milliseconds since 1970. */
  get all(): { readonly jti: string; readonly until: number }[] {
    this.#forgetEnded();
    return [...this.#ends].map(([jti, until]) => ({ jti, until }));
  }

  /** Of the process before this one. */
  restore(revoked: readonly { readonly jti: string; readonly until: number }[]): void {
    revoked.slice(0, this.#limit).forEach(({ jti, until }) => this.#ends.set(jti, until));
  }

  #forgetEnded(): void {
    const now = Date.now();
    for (const [jti, until] of this.#ends) {
      if (until <= now) {
        this.#ends.delete(jti);
      }
    }
  }
}
