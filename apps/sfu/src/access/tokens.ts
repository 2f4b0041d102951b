import { randomUUID } from 'node:crypto';
import { CallError, displayNameSchema, roomIdSchema, type RoomId } from '@plenary/protocol';
import { SignJWT, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import type { SigningKey } from './keys.ts';

const ALGORITHM = 'HS256';
/** Clocks of different machines may differ by so much, in seconds. */
const CLOCK_TOLERANCE_S = 5;

/** What a token allows its bearer, in one room. */
export const grantSchema = z.object({
  room: roomIdSchema,
  /** Under which the bearer appears in the room. */
  name: displayNameSchema.optional(),
  /** May send media. */
  publish: z.boolean().default(false),
  /** May receive media. */
  subscribe: z.boolean().default(false),
  /** Who bears it: a second stay of the same subject in a room takes the place of the first. */
  sub: z.string().min(1).max(128).optional(),
});
export type Grant = z.infer<typeof grantSchema>;

export type Right = 'publish' | 'subscribe';

/** Signs and verifies the tokens (JWT, HS256) that let encoders and players in. */
export class Tokens {
  readonly #keys: readonly [SigningKey, ...SigningKey[]];

  constructor(keys: readonly [SigningKey, ...SigningKey[]]) {
    this.#keys = keys;
  }

  /**
   * @param grant without a subject it gets one of its own
   * @param seconds for how long it holds from now on
   */
  async sign({ sub = randomUUID(), ...grant }: Grant, seconds: number): Promise<string> {
    const [{ id, secret }] = this.#keys;
    return await new SignJWT(grant)
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid: id })
      .setSubject(sub)
      .setIssuedAt()
      .setExpirationTime(`${seconds} s`)
      .sign(secret);
  }

  /**
   * Reads a token and checks that it is for this room and gives this right.
   * @throws {InvalidToken} when it is not one of ours, has ended or is malformed
   * @throws {CallError} `FORBIDDEN` when it is for something else
   */
  async verify(token: string, room: RoomId, right: Right): Promise<Grant> {
    const grant = await this.#read(token);
    if (grant.room !== room) {
      throw new CallError('FORBIDDEN', 'The token is for another room.');
    }
    if (!grant[right]) {
      throw new CallError('FORBIDDEN', `The token does not allow to ${right}.`);
    }
    return grant;
  }

  async #read(token: string): Promise<Grant> {
    try {
      const { payload } = await jwtVerify(token, ({ kid }) => this.#secret(kid), {
        algorithms: [ALGORITHM],
        requiredClaims: ['exp'],
        clockTolerance: CLOCK_TOLERANCE_S,
      });
      return grantSchema.parse(payload);
    } catch (error) {
      throw new InvalidToken(error instanceof errors.JWTExpired ? 'The token has expired.' : 'The token is not valid.');
    }
  }

  #secret(kid: string | undefined): Uint8Array {
    const key = this.#keys.find(({ id }) => id === kid);
    if (key === undefined) {
      throw new errors.JWKSNoMatchingKey();
    }
    return key.secret;
  }
}

/** The bearer has to come with another token. */
export class InvalidToken extends Error {
  override readonly name = 'InvalidToken';
}
