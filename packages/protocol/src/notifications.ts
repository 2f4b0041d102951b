import { z } from 'zod';
import { handSchema, questionSchema, reactionCountsSchema } from './audience.ts';
import { boxSchema, encryptionMemberSchema } from './encryption.ts';
import { hlsStatusSchema } from './hls.ts';
import { opaqueIdSchema } from './ids.ts';
import { LIMITS } from './limits.ts';
import { layersWantedSchema, mediaParametersSchema } from './media.ts';
import { moderationNotifications } from './moderation.ts';
import { roomSettingsSchema } from './settings.ts';
import type { NotificationSpec } from './spec.ts';
import { chatMessageSchema, consumerSchema, peerSchema, roleSchema, speakerSchema } from './state.ts';
/** Why the server ends a peer's stay. */
export const closeReasonSchema = z.enum(['replaced', 'mediaLost', 'shutdown', 'removed', 'ended', 'flooded']);
export type CloseReason = z.infer<typeof closeReasonSchema>;

/** Notifications: server to client, not answered. Each carries the new whole of what changed. */
export const notifications = {
  peersChanged: {
    doc: 'Participants (hosts and speakers) that came or changed, each whole, and the ids of those that left the room or the stage. Viewers are never among them.',
    payload: z.object({ changed: z.array(peerSchema), left: z.array(opaqueIdSchema) }),
  },
  newConsumers: {
    doc: 'Tracks that the server now sends. The first batch on a receive transport flows by itself once the transport connects; every later one is `held` until `resumeConsumers`, because packets that reach a browser before it knows the track are lost, the key frame among them.',
    payload: z.object({ consumers: z.array(consumerSchema) }),
  },
  consumersClosed: {
    doc: 'Tracks that the server no longer sends.',
    payload: z.object({ consumerIds: z.array(opaqueIdSchema) }),
  },
  tracksUnplayable: {
    doc: 'Tracks that the server would send, were this client able to decode them: their codec is not among its `rtpCapabilities`.',
    payload: z.object({ producerIds: z.array(opaqueIdSchema) }),
  },
  mediaMoved: {
    doc: 'The peer’s media move to another worker of the server. The client makes new transports with these parameters, publishes its tracks on them (without tracks there is no send transport, as after a `join` without `publish`), sends `mediaReady` when media flow there, and gives up the old ones. Everything else of the call goes on. With `lost` nothing comes over the old ones any more: what is received anew need not be there before it takes the place of what was.',
    payload: mediaParametersSchema.extend({ lost: z.boolean() }),
  },
  layersWanted: {
    doc: 'The highest spatial layer of a video of one’s own that anyone wants: 0 (a quarter of the size), 1 (half) or 2 (all of it); -1 when nobody wants any. Layers above need not be encoded, and a video of one size need not be larger.',
    payload: layersWantedSchema,
  },
  speakersChanged: {
    doc: 'Who speaks now, loudest first; empty when nobody does.',
    payload: z.object({ speakers: z.array(speakerSchema) }),
  },
  chatMessage: {
    doc: 'A text message to the room.',
    payload: z.object({ message: chatMessageSchema }),
  },
  encryptionChanged: {
    doc: 'Who came into an encrypted room, and who left it; viewers too, as all of them are handed keys.',
    payload: z.object({ joined: z.array(encryptionMemberSchema), left: z.array(opaqueIdSchema) }),
  },
  keyBox: {
    doc: 'A message from another participant of an encrypted room that only this one can open.',
    payload: z.object({ from: opaqueIdSchema, box: boxSchema }),
  },
  roleChanged: {
    doc: 'This peer’s own role from now on.',
    payload: z.object({ role: roleSchema }),
  },
  audienceChanged: {
    doc: 'How many watch, every few seconds at most.',
    payload: z.object({ viewers: z.int() }),
  },
  handsChanged: {
    doc: `Raised hands in their order, to those on the stage: the first ${LIMITS.handsListed}, and how many there are.`,
    payload: z.object({ hands: z.array(handSchema), total: z.int() }),
  },
  handLowered: {
    doc: 'A host took this peer’s own hand down.',
    payload: z.strictObject({}),
  },
  reactions: {
    doc: 'Reactions of the last second, counted.',
    payload: z.object({ counts: reactionCountsSchema }),
  },
  questionsChanged: {
    doc: 'Questions that came or changed, each whole, and the ids of those that are gone; once a second at most.',
    payload: z.object({ changed: z.array(questionSchema), removed: z.array(opaqueIdSchema) }),
  },
  pinnedMessageChanged: {
    doc: 'The chat message to keep in sight, or none.',
    payload: z.object({ message: chatMessageSchema.nullable() }),
  },
  queueChanged: {
    doc: 'One’s place in the queue before the room. 0: there is a place, kept for a while; `join` again with the ticket.',
    payload: z.object({ position: z.int().min(0) }),
  },
  serverStopping: {
    doc: 'The server takes no new rooms and ends at `endsAt` (milliseconds since 1970, by its clock), or when the last room is empty. `null`: it goes on after all.',
    payload: z.object({ endsAt: z.int().nullable() }),
  },
  settingsChanged: {
    doc: 'The room’s settings, all of them, after some changed.',
    payload: z.object({ settings: roomSettingsSchema }),
  },
  hlsChanged: {
    doc: 'How the room’s HLS output is now; `null` when it is off.',
    payload: z.object({ hls: hlsStatusSchema.nullable() }),
  },
  closed: {
    doc: 'The server ended this peer’s stay: `replaced` by a newer connection, `mediaLost` (a media worker ended; join again), `removed` by a host, `ended` by a host for everyone, `shutdown`, or `flooded` (the client sent far more than it may). Those in the lobby are told of `ended` and `shutdown` too.',
    payload: z.object({ reason: closeReasonSchema }),
  },
  ...moderationNotifications,
} as const satisfies Record<string, NotificationSpec>;

export type NotificationName = keyof typeof notifications;
export type NotificationPayload<N extends NotificationName> = z.output<(typeof notifications)[N]['payload']>;

/** A notification with its name: what `reduce` switches on. */
export type Notification = { [N in NotificationName]: { readonly name: N; readonly payload: NotificationPayload<N> } }[NotificationName];
