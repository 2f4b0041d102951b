import { randomUUID } from 'node:crypto';
import { CallError, type RoomId } from '@plenary/protocol';
import { SignJWT, errors, jwtVerify, type JWTHeaderParameters } from 'jose';
import { claimsSchema, gives, type Claims, type Grant, type Right } from './grant.ts';
import type { SigningKey } from './keys.ts';
import { CLOCK_TOLERANCE_S, Revocations } from './revocations.ts';

/** In every token, as `iss` and as `aud`: a token of another service under the same key is none of ours. */
export const ISSUER = 'plenary';

export interface Signed {
  readonly token: string;
  readonly jti: string;
  /** In milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Signs and verifies the tokens (JWT) that let people, encoders and players in. */
export class Tokens {
  readonly revocations = new Revocations();
  readonly #keys: readonly SigningKey[];

  constructor(keys: readonly SigningKey[]) {
    this.#keys = keys;
  }

  /**
   * @param grant without a subject it gets one of its own
   * @param seconds for how long it holds from now on
   * @throws {CallError} `UNAVAILABLE` where all keys are public
   */
  async sign({ sub = randomUUID(), ...grant }: Grant, seconds: number): Promise<Signed> {
    const key = this.#keys.find(({ signs }) => signs !== null);
    if (key === undefined || key.signs === null) {
      throw new CallError('UNAVAILABLE', 'This server has no key that signs tokens (TOKEN_KEYS).');
    }
    const jti = randomUUID();
    const now = Math.floor(Date.now() / 1_000);
    const token = await new SignJWT(grant)
      .setProtectedHeader({ alg: key.algorithm, typ: 'JWT', kid: key.id })
      .setIssuer(ISSUER)
      .setAudience(ISSUER)
      .setSubject(sub)
      .setJti(jti)
      .setIssuedAt(now)
      .setExpirationTime(now + seconds)
      .sign(key.signs);
    return { token, jti, expiresAt: (now + seconds) * 1_000 };
  }

  /**
   * Reads the token of somebody who joins. To be asked at each join, and each time that a stay is resumed.
   * @throws {CallError} `TOKEN_INVALID`
   */
  async verifyJoin(token: string, room: RoomId): Promise<Claims> {
    const claims = await this.#read(token, room);
    if (!gives(claims, 'join')) {
      throw invalid();
    }
    return claims;
  }

  /**
   * Reads the token of an encoder or a player.
   * @throws {CallError} `TOKEN_INVALID` when it is not one of ours, has ended, is revoked or is for another room;
   * `FORBIDDEN` when it does not give this right
   */
  async verify(token: string, room: RoomId, right: Right): Promise<Claims> {
    const claims = await this.#read(token, room);
    if (!gives(claims, right)) {
      throw new CallError('FORBIDDEN', `The token does not allow to ${right}.`);
    }
    return claims;
  }

  async #read(token: string, room: RoomId): Promise<Claims> {
    const claims = await this.#verified(token);
    // The same answer for all of these: it tells nothing of other rooms, nor of who was shut out.
    if (claims === null || claims.room !== room || this.revocations.has(claims.jti)) {
      throw invalid();
    }
    return claims;
  }

  async #verified(token: string): Promise<Claims | null> {
    try {
      const { payload } = await jwtVerify(token, (header) => this.#keyFor(header), {
        algorithms: ['HS256', 'EdDSA'],
        issuer: ISSUER,
        audience: ISSUER,
        requiredClaims: ['exp', 'iat', 'jti', 'sub'],
        clockTolerance: CLOCK_TOLERANCE_S,
      });
      return claimsSchema.safeParse(payload).data ?? null;
    } catch (error) {
      if (error instanceof errors.JOSEError) {
        return null;
      }
      throw error;
    }
  }

  /** A key is used by its own algorithm, never by the one that the token would like. */
  #keyFor({ kid, alg }: JWTHeaderParameters): SigningKey['verifies'] {
    const key = this.#keys.find(({ id, algorithm }) => id === kid && algorithm === alg);
    if (key === undefined) {
      throw new errors.JWKSNoMatchingKey();
    }
    return key.verifies;
  }
}

function invalid(): CallError {
  return new CallError('TOKEN_INVALID', 'The token is not valid here, or has ended.');
}
