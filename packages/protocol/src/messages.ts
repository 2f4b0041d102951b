import { z } from 'zod';
import { opaqueIdSchema, roomIdSchema } from './ids.ts';
import { LIMITS } from './limits.ts';
import { dtlsParametersSchema, iceServerSchema, rtpCapabilitiesSchema, rtpParametersSchema, transportOptionsSchema } from './rtp.ts';
import { roomSettingsChangeSchema, roomSettingsSchema } from './settings.ts';
import { chatMessageSchema, consumerSchema, peerSchema, snapshotSchema, speakerSchema, tileSchema, trackSourceSchema } from './state.ts';
import { chatTextSchema, displayNameSchema } from './text.ts';

/** When a request is allowed: before joining, or while in a room. */
export type Phase = 'connected' | 'joined';

/** What a peer must be allowed to do; `join` needs none, its own checks decide. */
export type Permission = 'join' | 'leave' | 'publish' | 'subscribe' | 'chat' | 'configure';

interface RequestSpec {
  readonly doc: string;
  readonly phase: Phase;
  readonly permission: Permission;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
}

interface NotificationSpec {
  readonly doc: string;
  readonly payload: z.ZodType;
}

const nothing = z.strictObject({});
const idBatch = z.array(opaqueIdSchema).min(1).max(LIMITS.batchSize);

/** Requests: client to server, each answered once, in order, never repeated by the transport. */
export const requests = {
  join: {
    doc: 'Enters a room, which is made when nobody is in it. The answer holds all that is needed for media: the room, both transports, and the tracks to receive first. A `resumeToken` of an earlier join replaces that earlier peer.',
    phase: 'connected',
    permission: 'join',
    input: z.strictObject({
      roomId: roomIdSchema,
      name: displayNameSchema,
      rtpCapabilities: rtpCapabilitiesSchema,
      resumeToken: opaqueIdSchema.optional(),
    }),
    output: z.object({
      snapshot: snapshotSchema,
      resumeToken: opaqueIdSchema,
      sendTransport: transportOptionsSchema,
      recvTransport: transportOptionsSchema,
      iceServers: z.array(iceServerSchema),
      consumers: z.array(consumerSchema),
    }),
  },
  leave: {
    doc: 'Leaves the room. Everything of the peer is released before the answer.',
    phase: 'joined',
    permission: 'leave',
    input: nothing,
    output: nothing,
  },
  connectTransport: {
    doc: 'Gives the client’s DTLS parameters for one of its two transports. The client need not wait for the answer.',
    phase: 'joined',
    permission: 'subscribe',
    input: z.strictObject({ transportId: opaqueIdSchema, dtlsParameters: dtlsParametersSchema }),
    output: nothing,
  },
  produce: {
    doc: 'Publishes one track on the send transport. A source that is published already is a `CONFLICT`, unless `replaces` names the earlier track, in another codec say: the others go on receiving that one until it is closed, and the new one besides. After `mediaMoved` each source is published anew on the new transport.',
    phase: 'joined',
    permission: 'publish',
    input: z.strictObject({
      transportId: opaqueIdSchema,
      source: trackSourceSchema,
      rtpParameters: rtpParametersSchema,
      paused: z.boolean(),
      replaces: opaqueIdSchema.optional(),
    }),
    output: z.object({ producerId: opaqueIdSchema }),
  },
  closeProducer: {
    doc: 'Ends a track of one’s own.',
    phase: 'joined',
    permission: 'publish',
    input: z.strictObject({ producerId: opaqueIdSchema }),
    output: nothing,
  },
  setProducerPaused: {
    doc: 'Mutes or unmutes a track of one’s own. While it is paused the server forwards nothing of it.',
    phase: 'joined',
    permission: 'publish',
    input: z.strictObject({ producerId: opaqueIdSchema, paused: z.boolean() }),
    output: nothing,
  },
  resumeConsumers: {
    doc: 'Says that the client is ready for tracks that were announced with `held: true`. Ids that are gone by now are passed over.',
    phase: 'joined',
    permission: 'subscribe',
    input: z.strictObject({ consumerIds: idBatch }),
    output: nothing,
  },
  setView: {
    doc: 'Says what the client shows: every video tile in view, with its size in device pixels. The server sends these videos at the layer that the tiles need, and holds back others. Until the first such message it sends a first page; an empty list says that nothing is in view.',
    phase: 'joined',
    permission: 'subscribe',
    input: z.strictObject({ tiles: z.array(tileSchema).max(LIMITS.tiles) }),
    output: nothing,
  },
  mediaReady: {
    doc: 'Says that the client uses the transports of the last `mediaMoved`: the old ones can be given up.',
    phase: 'joined',
    permission: 'subscribe',
    input: nothing,
    output: nothing,
  },
  sendChat: {
    doc: 'Sends a text message to everyone in the room, the sender included.',
    phase: 'joined',
    permission: 'chat',
    input: z.strictObject({ text: chatTextSchema }),
    output: z.object({ message: chatMessageSchema }),
  },
  setRoomSettings: {
    doc: 'Changes some of the room’s settings and leaves the others as they are; answers the whole of them. Another codec has every publisher publish its videos anew. Everyone is told by `settingsChanged` before the answer.',
    phase: 'joined',
    permission: 'configure',
    input: roomSettingsChangeSchema,
    output: z.object({ settings: roomSettingsSchema }),
  },
} as const satisfies Record<string, RequestSpec>;

/** Why the server ends a peer's stay. */
export const closeReasonSchema = z.enum(['replaced', 'mediaLost', 'shutdown']);
export type CloseReason = z.infer<typeof closeReasonSchema>;

/** Notifications: server to client, not answered. Each carries the new whole of what changed. */
export const notifications = {
  peersChanged: {
    doc: 'Participants that came or changed, each whole, and the ids of those that left.',
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
  mediaMoved: {
    doc: 'The peer’s media move to another worker of the server. The client makes new transports with these parameters, publishes its tracks on them, sends `mediaReady` when media flow there, and gives up the old ones. Everything else of the call goes on.',
    payload: z.object({
      sendTransport: transportOptionsSchema,
      recvTransport: transportOptionsSchema,
      iceServers: z.array(iceServerSchema),
      consumers: z.array(consumerSchema),
    }),
  },
  layersWanted: {
    doc: 'The highest spatial layer of a video of one’s own that anyone wants: 0 (a quarter of the size), 1 (half) or 2 (all of it); -1 when nobody wants any. Layers above need not be encoded, and a video of one size need not be larger.',
    payload: z.object({ producerId: opaqueIdSchema, maxSpatialLayer: z.int().min(-1).max(2) }),
  },
  speakersChanged: {
    doc: 'Who speaks now, loudest first; empty when nobody does.',
    payload: z.object({ speakers: z.array(speakerSchema) }),
  },
  chatMessage: {
    doc: 'A text message to the room.',
    payload: z.object({ message: chatMessageSchema }),
  },
  settingsChanged: {
    doc: 'The room’s settings, all of them, after some changed.',
    payload: z.object({ settings: roomSettingsSchema }),
  },
  closed: {
    doc: 'The server ended this peer’s stay: `replaced` by a newer connection, `mediaLost` (a media worker ended; join again), or `shutdown`.',
    payload: z.object({ reason: closeReasonSchema }),
  },
} as const satisfies Record<string, NotificationSpec>;

export type RequestName = keyof typeof requests;
export type NotificationName = keyof typeof notifications;

/** What the client gives, before validation. */
export type RequestInput<N extends RequestName> = z.input<(typeof requests)[N]['input']>;
/** What the handler receives, after validation. */
export type RequestData<N extends RequestName> = z.output<(typeof requests)[N]['input']>;
export type RequestOutput<N extends RequestName> = z.output<(typeof requests)[N]['output']>;
export type NotificationPayload<N extends NotificationName> = z.output<(typeof notifications)[N]['payload']>;

/** A notification with its name: what `reduce` switches on. */
export type Notification = { [N in NotificationName]: { readonly name: N; readonly payload: NotificationPayload<N> } }[NotificationName];
