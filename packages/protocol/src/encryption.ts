import { z } from 'zod';
import { opaqueIdSchema } from './ids.ts';
import { LIMITS } from './limits.ts';

/*
 * What the server relays in a room that is encrypted end to end. It can read none of it: keys go from participant
 * to participant, and the secret that they are made with never reaches it.
 */

/** A participant's public key with the proof that they have the link's secret (base64url). */
export const announcementSchema = z.string().min(130).max(130).regex(/^[A-Za-z0-9_-]+$/u, 'not base64url');

/** Somebody in an encrypted room, viewers included: all of them are handed keys. */
export const encryptionMemberSchema = z.object({ peerId: opaqueIdSchema, announcement: announcementSchema });
export type EncryptionMember = z.infer<typeof encryptionMemberSchema>;

/** A message to one participant that only they can open (base64url). */
export const boxSchema = z.string().min(1).max(LIMITS.boxLength).regex(/^[A-Za-z0-9_-]+$/u, 'not base64url');
export const keyBoxSchema = z.strictObject({ to: opaqueIdSchema, box: boxSchema });
export type KeyBox = z.infer<typeof keyBoxSchema>;

/** Each has to be opened by whom it is for: nobody is sent many at once. */
export const keyBoxesSchema = z
  .array(keyBoxSchema)
  .min(1)
  .max(LIMITS.encryptedRoomPeers)
  .refine((boxes) => new Set(boxes.map(({ to }) => to)).size === boxes.length, 'two for the same');

/** What texts of encrypted rooms begin with. */
export const SEALED_PREFIX = 'e2ee:';

/** An encrypted text (base64url), as chat messages and questions are in encrypted rooms. */
export const sealedTextSchema = z
  .string()
  .max(LIMITS.sealedLength)
  .regex(/^e2ee:[A-Za-z0-9_-]{38,}$/u, 'not an encrypted text');

export const isSealedText = (text: string): boolean => text.startsWith(SEALED_PREFIX);
