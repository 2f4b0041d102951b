import { GRANTABLE, displayNameSchema, grantableSchema, roleSchema, roomIdSchema } from '@plenary/protocol';
import { z } from 'zod';

/** What a token allows its bearer, in one room. */
export const grantSchema = z.object({
  room: roomIdSchema,
  /** Under which the bearer appears in the room, whatever they typed. */
  name: displayNameSchema.optional(),
  /** As what they come in; without it as the room says. */
  role: roleSchema.optional(),
  /** Of the rights of the role, these only. */
  permissions: z.array(grantableSchema).max(GRANTABLE.length).optional(),
  /** For an encoder (WHIP). */
  publish: z.boolean().default(false),
  /** For a player (WHEP, HLS). */
  subscribe: z.boolean().default(false),
  /** Who bears it: a second stay of the same subject in a room takes the place of the first. */
  sub: z.string().min(1).max(128).optional(),
});
export type Grant = z.infer<typeof grantSchema>;

/** A grant as a token carries it. */
export const claimsSchema = grantSchema.extend({
  sub: z.string().min(1).max(128),
  /** The token's own name, by which it is revoked. */
  jti: z.string().min(1).max(128),
  /** When it ends, in seconds since 1970. */
  exp: z.number(),
});
export type Claims = z.infer<typeof claimsSchema>;

/** `join`: with a browser or the client package; `publish`: as an encoder; `subscribe`: as a player. */
export type Right = 'join' | 'publish' | 'subscribe';

/**
 * Whether a grant is good for something. A token of an encoder or a player lies about in their settings: it opens
 * nothing else. Who may join may also watch by other means.
 */
export function gives(grant: Pick<Grant, 'publish' | 'subscribe'>, right: Right): boolean {
  const joins = !grant.publish && !grant.subscribe;
  return right === 'join' ? joins : grant[right] || (right === 'subscribe' && joins);
}
