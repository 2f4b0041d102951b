import { CallError, type Permission, type Role, type RoomId } from '@plenary/protocol';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Claims, Right } from './grant.ts';
import type { Tokens } from './tokens.ts';

/** Attempts of one address at rooms that are not open, and with tokens that are not good, in ten minutes. */
const GUESSES = { points: 100, duration: 600 };
/** Direct requests of this machine itself, and those of a proxy on it that does not say for whom it asks. */
const LOCAL = /^127\.|^::\/64$/u;

/** Who comes, and what with. */
export interface Visitor {
  readonly roomId: RoomId;
  readonly token: string | undefined;
  /** As `clientAddress` gives it. */
  readonly address: string;
  readonly right: Right;
}

/** What somebody comes in with. */
export interface Entrant {
  /** As their token says; `null` without one. */
  readonly identity: string | null;
  /** Of the token. */
  readonly name: string | null;
  /** The token itself, and when it ends, in milliseconds since 1970. */
  readonly token: { readonly jti: string; readonly expiresAt: number } | null;
  readonly pass: {
    readonly role: Role | null;
    readonly permissions: ReadonlySet<Permission> | null;
    readonly mayLead: boolean;
  };
}

export interface EntranceOptions {
  readonly access: 'open' | 'closed';
  readonly tokens: Tokens;
  readonly isOpen: (roomId: RoomId) => boolean;
}

/** Where everybody passes who comes into a room, by whatever way: lets in, or says why not. */
export class Entrance {
  readonly tokens: Tokens;
  readonly #options: EntranceOptions;
  readonly #guesses = new RateLimiterMemory({ keyPrefix: 'guess', ...GUESSES });

  constructor(options: EntranceOptions) {
    this.#options = options;
    this.tokens = options.tokens;
  }

  /** Whether nobody comes in without a token. */
  get isClosed(): boolean {
    return this.#options.access === 'closed';
  }

  /**
   * In an open deployment anybody may come; a token that they have is looked at all the same. Codes of rooms can't
   * be guessed at any rate: who tries many that are not open, or many tokens, is let in by a good token only.
   * @throws {CallError} `TOKEN_REQUIRED`, `TOKEN_INVALID`, `FORBIDDEN` (not for that), `RATE_LIMITED`
   */
  async admit({ roomId, token, address, right }: Visitor): Promise<Entrant> {
    if (token !== undefined) {
      try {
        const { tokens } = this;
        return this.#bearer(await (right === 'join' ? tokens.verifyJoin(token, roomId) : tokens.verify(token, roomId, right)));
      } catch (error) {
        await this.#countGuess(address);
        throw error;
      }
    }
    // Before anything is said of the room: whoever asks too often learns nothing more.
    await this.#refuseGuesser(address);
    if (this.isClosed) {
      throw new CallError('TOKEN_REQUIRED');
    }
    if (!this.#options.isOpen(roomId)) {
      await this.#countGuess(address);
    }
    return { identity: null, name: null, token: null, pass: { role: null, permissions: null, mayLead: true } };
  }

  /** Whether what somebody came in with was taken back since. */
  isRevoked({ token }: Entrant): boolean {
    return token !== null && this.tokens.revocations.has(token.jti);
  }

  #bearer({ sub, name, role, permissions, jti, exp }: Claims): Entrant {
    return {
      identity: sub,
      name: name ?? null,
      token: { jti, expiresAt: exp * 1_000 },
      pass: {
        role: role ?? null,
        permissions: permissions === undefined ? null : new Set(permissions),
        mayLead: role === 'host' || (role === undefined && !this.isClosed),
      },
    };
  }

  async #refuseGuesser(address: string): Promise<void> {
    const count = LOCAL.test(address) ? null : await this.#guesses.get(address);
    if (count !== null && count.consumedPoints > GUESSES.points) {
      throw new CallError('RATE_LIMITED');
    }
  }

  /** @throws {CallError} `RATE_LIMITED` */
  async #countGuess(address: string): Promise<void> {
    if (LOCAL.test(address)) {
      return;
    }
    try {
      await this.#guesses.consume(address);
    } catch (error) {
      throw error instanceof RateLimiterRes ? new CallError('RATE_LIMITED') : error;
    }
  }
}
