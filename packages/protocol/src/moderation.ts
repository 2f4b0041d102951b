import { z } from 'zod';
import { opaqueIdSchema } from './ids.ts';
import { LIMITS } from './limits.ts';
import type { NotificationSpec, RequestSpec } from './spec.ts';

/** Someone who waits in the lobby, as hosts see them. */
export const visitorSchema = z.object({
  id: opaqueIdSchema,
  name: z.string(),
  /** When they came, in milliseconds since 1970, by the server's clock. */
  cameAt: z.int(),
});
export type Visitor = z.infer<typeof visitorSchema>;

/** Those who wait, in the order of their coming: the first `LIMITS.lobbyListed`, and how many there are. */
export const lobbySchema = z.object({ visitors: z.array(visitorSchema), total: z.int() });
export type LobbyState = z.infer<typeof lobbySchema>;

/** What a host can turn off for somebody. `screen` is the share with its sound. */
export const stoppableSchema = z.enum(['mic', 'camera', 'screen']);
export type Stoppable = z.infer<typeof stoppableSchema>;

const nothing = z.strictObject({});
const somebody = z.strictObject({ peerId: opaqueIdSchema });

/** What hosts do about who comes in, who is heard and seen, and who stays. */
export const moderationRequests = {
  admit: {
    doc: 'Lets someone in who waits in the lobby. `NOT_FOUND` when they wait no longer.',
    phase: 'joined',
    permission: 'moderate',
    input: z.strictObject({ visitorId: opaqueIdSchema }),
    output: nothing,
  },
  deny: {
    doc: 'Turns someone away who waits in the lobby. They may ask again after a wait, which grows with each time (`DENIED`); the lock keeps everyone out. `NOT_FOUND` when they wait no longer.',
    phase: 'joined',
    permission: 'moderate',
    input: z.strictObject({ visitorId: opaqueIdSchema }),
    output: nothing,
  },
  admitAll: {
    doc: 'Lets in everyone who waits in the lobby at this moment.',
    phase: 'joined',
    permission: 'moderate',
    input: nothing,
    output: nothing,
  },
  stopMedia: {
    doc: 'Turns somebody’s microphone, camera or screen share off. The server forwards nothing of it from then on, and tells them (`mediaStopped`); to turn it on again is their own right, as far as the room’s settings allow. Of an encoder it is turned off until its host asks it to unmute, or it comes again.',
    phase: 'joined',
    permission: 'moderate',
    input: z.strictObject({ peerId: opaqueIdSchema, source: stoppableSchema }),
    output: nothing,
  },
  muteAll: {
    doc: 'Turns everyone’s microphone off but hosts’.',
    phase: 'joined',
    permission: 'moderate',
    input: nothing,
    output: nothing,
  },
  askToUnmute: {
    doc: 'Asks somebody to turn the microphone on (`unmuteAsked`). Who is asked may, even where the room’s settings let speakers not unmute themselves, until a host mutes them again. An encoder is not asked: it is heard again.',
    phase: 'joined',
    permission: 'moderate',
    input: somebody,
    output: nothing,
  },
  removePeer: {
    doc: 'Removes somebody, who can’t come back while the room is open: their identity (of their token) is kept out, or where they have none their client’s id, and their resume token in any case. Nobody removes themselves (`CONFLICT`).',
    phase: 'joined',
    permission: 'moderate',
    input: somebody,
    output: nothing,
  },
  endMeeting: {
    doc: 'Ends the room for everyone, those in the lobby, encoders, players and HLS included. All are told by `closed`, the caller too, before the answer.',
    phase: 'joined',
    permission: 'moderate',
    input: nothing,
    output: nothing,
  },
} as const satisfies Record<string, RequestSpec>;

export const moderationNotifications = {
  lobbyChanged: {
    doc: `Who waits in the lobby, to hosts: the first ${LIMITS.lobbyListed}, and how many there are. Twice a second at most.`,
    payload: lobbySchema,
  },
  lobbyAnswered: {
    doc: 'To someone in the lobby: `admitted`, then `join` again with the ticket within 20 seconds; or not, then they wait no longer, and may ask again after `retryAfterSeconds` (at once without).',
    payload: z.object({ admitted: z.boolean(), retryAfterSeconds: z.int().min(1).optional() }),
  },
  mediaStopped: {
    doc: 'A host turned a microphone, camera or screen share of one’s own off (`by`: the host’s name), or the room’s settings do not allow it any more (`null`). The client turns it off at its end.',
    payload: z.object({ source: stoppableSchema, by: z.string().nullable() }),
  },
  unmuteAsked: {
    doc: 'A host (by name) asks this participant to unmute. It is not done by itself.',
    payload: z.object({ by: z.string() }),
  },
} as const satisfies Record<string, NotificationSpec>;
