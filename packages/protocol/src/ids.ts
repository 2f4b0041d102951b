import { z } from 'zod';
import { LIMITS } from './limits.ts';

/**
 * A room code: lower-case letters and digits in groups joined by single hyphens, 3 to 64 characters. Anyone who
 * knows it may come in, so the codes that Plenary makes are random (`newRoomId`); a name of one's own is allowed.
 */
export const roomIdSchema = z
  .string()
  .min(LIMITS.roomIdMinLength)
  .max(LIMITS.roomIdMaxLength)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/u, 'lower-case letters, digits and single hyphens');

/** Ids that the server makes: opaque to the client. */
export const opaqueIdSchema = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9_-]+$/u, 'not an id');

/** What names a stay: its room, and the token that its join was answered with. */
export const stayKeySchema = z.strictObject({ roomId: roomIdSchema, resumeToken: opaqueIdSchema });

/** The random id that a client makes once and keeps, so that who was removed is known again. */
export const clientIdSchema = z.string().min(16).max(64).regex(/^[A-Za-z0-9_-]+$/u, 'not a client id');
/** A join token: a signed JWT. Whether it has the form of one is for the server to say (`TOKEN_INVALID`). */
export const tokenSchema = z.string().min(1).max(LIMITS.tokenLength);

export type RoomId = string;
export type PeerId = string;

// 32 symbols that are not mistaken for one another when read aloud or copied by hand.
const SYMBOLS = 'abcdefghijkmnpqrstuvwxyz23456789';

/** A fresh room code of 60 random bits: `kf3m-9qzt-w2xe`. */
export function newRoomId(): RoomId {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  const symbols = Array.from(bytes, (byte) => SYMBOLS[byte % SYMBOLS.length]).join('');
  return `${symbols.slice(0, 4)}-${symbols.slice(4, 8)}-${symbols.slice(8)}`;
}

/**
 * Reads what a person typed or pasted: a code in any case, with spaces, or a whole meeting link.
 * @returns the room code, or `null` when there is none in it.
 */
export function parseRoomId(input: string): RoomId | null {
  const trimmed = input.trim();
  let candidate = trimmed;
  const path = /^(?:https?:\/\/)?[^\s/]+\/(?:r|watch)\/([^\s/?#]+)/iu.exec(trimmed)?.[1];
  if (path !== undefined) {
    candidate = path;
  }
  const code = candidate.toLowerCase().replace(/[\s_-]+/gu, '-').replace(/^-+|-+$/gu, '');
  return roomIdSchema.safeParse(code).success ? code : null;
}
