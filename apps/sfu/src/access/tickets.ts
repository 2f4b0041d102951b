import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { RoomId } from '@plenary/protocol';
import type { Revocations } from './revocations.ts';

/**
 * Tickets for one room's HLS files, to be carried in their addresses: players that browsers have built in send no
 * header of ours. A ticket opens nothing else, holds as long as the token that it was given for, and ends with the
 * process.
 */
export class Tickets {
  readonly #secret = randomBytes(32);
  readonly #revocations: Revocations;

  constructor(revocations: Revocations) {
    this.#revocations = revocations;
  }

  give(roomId: RoomId, { jti, expiresAt }: { readonly jti: string; readonly expiresAt: number }): string {
    const claims = Buffer.from(JSON.stringify([expiresAt, jti])).toString('base64url');
    return `${claims}.${this.#seal(roomId, claims).toString('base64url')}`;
  }

  isGood(ticket: string, roomId: RoomId): boolean {
    const [claims = '', seal = ''] = ticket.split('.');
    const given = Buffer.from(seal, 'base64url');
    const right = this.#seal(roomId, claims);
    if (given.length !== right.length || !timingSafeEqual(given, right)) {
      return false;
    }
    const [expiresAt, jti] = JSON.parse(Buffer.from(claims, 'base64url').toString()) as [number, string];
    return expiresAt > Date.now() && !this.#revocations.has(jti);
  }

  #seal(roomId: RoomId, claims: string): Buffer {
    return createHmac('sha256', this.#secret).update(`hls ${roomId} ${claims}`).digest();
  }
}
