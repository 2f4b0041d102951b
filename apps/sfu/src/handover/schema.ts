import { opaqueIdSchema, roleSchema, roomIdSchema, roomSettingsSchema } from '@plenary/protocol';
import { z } from 'zod';
import type { RoomsHandover } from '../rooms/handover.ts';

/** Of the form; a file of another is none of ours. */
export const HANDOVER_FORMAT = 'plenary-handover-1';

/** More of anything does not come from a server of ours. */
const MOST = 120_000;

/** SHA-256 in base64url. */
const digest = z.string().regex(/^[\w-]{43}$/u, 'not a digest');
const time = z.int().min(0);
// A setting that this version does not have, or does not have yet, is no fault: other versions may read the file.
const settings = roomSettingsSchema.partial().strip();

const stay = z.object({
  tokens: z.array(digest).min(1).max(2),
  identity: digest.nullable(),
  id: opaqueIdSchema,
  role: roleSchema,
});

const room = z.object({
  roomId: roomIdSchema,
  encrypted: z.boolean(),
  settings,
  present: z.array(stay).max(MOST),
  departed: z.array(stay.extend({ at: time })).max(MOST),
  left: z.array(digest).max(MOST),
  keptOut: z.object({
    identities: z.array(digest).max(MOST),
    clientIds: z.array(digest).max(MOST),
    tokens: z.array(digest).max(MOST),
  }),
  // Earlier versions wrote none.
  denied: z.array(z.object({ who: digest, times: z.int().min(1), until: time })).max(MOST).default([]),
});

/** What one process leaves for the next. */
export const handoverSchema = z.object({
  format: z.literal(HANDOVER_FORMAT),
  /** In milliseconds since 1970. */
  writtenAt: time,
  rooms: z.array(room).max(MOST),
  openings: z.array(z.object({ roomId: roomIdSchema, settings })).max(MOST),
  /** Tokens that were taken back, by their `jti`, with the end of each, in milliseconds since 1970. */
  revoked: z.array(z.object({ jti: z.string().min(1).max(128), until: time })).max(MOST),
});

/** What was decided and would be forgotten with the process. */
export interface Handover extends RoomsHandover {
  readonly revoked: readonly { readonly jti: string; readonly until: number }[];
}
