import { z } from 'zod';
import {
  handSchema, questionSchema, questionStatusSchema, questionTextSchema, reactionCountsSchema, reactionSchema, viewerSchema,
} from './audience.ts';
import { hlsStatusSchema } from './hls.ts';
import { clientIdSchema, opaqueIdSchema, roomIdSchema, tokenSchema } from './ids.ts';
import { LIMITS } from './limits.ts';
import { moderationNotifications, moderationRequests } from './moderation.ts';
import { dtlsParametersSchema, iceServerSchema, rtpCapabilitiesSchema, rtpParametersSchema, transportOptionsSchema } from './rtp.ts';
import { roomSettingsChangeSchema, roomSettingsSchema } from './settings.ts';
import {
  chatMessageSchema, consumerSchema, peerSchema, roleSchema, snapshotSchema, speakerSchema, tileSchema, trackSourceSchema, type TrackSource,
} from './state.ts';
import { chatTextSchema, displayNameSchema } from './text.ts';

/** When a request is allowed: before joining, or while in a room. */
export type Phase = 'connected' | 'joined';

/**
 * What a peer must be allowed to do; `join` needs none, its own checks decide. `publish` is for tracks as such, and
 * each source has one more (`PUBLISH_PERMISSION`). `moderate` is for what concerns others, `configure` for the room.
 */
export type Permission =
  | 'join' | 'leave' | 'subscribe' | 'configure' | 'moderate'
  | 'publish' | 'publishMic' | 'publishCamera' | 'publishScreen'
  | 'chat' | 'react' | 'ask' | 'raiseHand';

/** What publishing a source needs beside `publish`. */
export const PUBLISH_PERMISSION = {
  mic: 'publishMic',
  camera: 'publishCamera',
  screen: 'publishScreen',
  screenAudio: 'publishScreen',
} as const satisfies Record<TrackSource, Permission>;

export interface RequestSpec {
  readonly doc: string;
  readonly phase: Phase;
  readonly permission: Permission;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
}

export interface NotificationSpec {
  readonly doc: string;
  readonly payload: z.ZodType;
}

const nothing = z.strictObject({});
/** Everything that a client needs for its ends of a peer’s media. */
const mediaParametersSchema = z.object({
  sendTransport: transportOptionsSchema.nullable(),
  recvTransport: transportOptionsSchema,
  iceServers: z.array(iceServerSchema),
  consumers: z.array(consumerSchema),
});
const layersWantedSchema = z.object({ producerId: opaqueIdSchema, maxSpatialLayer: z.int().min(-1).max(2) });
const idBatch = z.array(opaqueIdSchema).min(1).max(LIMITS.batchSize);

/** Requests: client to server, each answered once, in order, never repeated by the transport. */
export const requests = {
  join: {
    doc: 'Enters a room, which is made when nobody is in it. The answer holds all that is needed for media: the room, the transports, and the tracks to receive first. Who does not `publish` at once, or may not, is given no send transport (`null`) and asks for it with `openSendTransport` when it is needed. A `resumeToken` of an earlier join replaces that earlier peer, and of one that ended not long ago the peer id and the role are taken up again. With `watch` one comes in as viewer, whatever the room is. A `token` says who one is and what one may do there: its name and its role go before those given here, its subject’s earlier stay ends as `replaced`. One that is not good is `TOKEN_INVALID`; where the server asks for one and there is none it is `TOKEN_REQUIRED`. Where there is no place the room’s `overflow` decides: one comes in as viewer, the answer is `waiting` (a place in the queue: see `queueChanged`; `ticket` goes with the next `join`), or it is `ROOM_FULL`. Where the room has a lobby, who would come in anew and is no host waits there (`lobby`): see `lobbyAnswered`. Who comes back with a `resumeToken` does not, and passes the lock too; others are `LOCKED` out. `clientId` is a random id that a browser keeps for itself and tells nobody else: who was removed without a token of identity is kept out by it (`REMOVED`).',
    phase: 'connected',
    permission: 'join',
    input: z.strictObject({
      roomId: roomIdSchema,
      name: displayNameSchema,
      token: tokenSchema.optional(),
      rtpCapabilities: rtpCapabilitiesSchema,
      publish: z.boolean().optional(),
      resumeToken: opaqueIdSchema.optional(),
      watch: z.boolean().optional(),
      ticket: opaqueIdSchema.optional(),
      clientId: clientIdSchema.optional(),
    }),
    output: z.discriminatedUnion('status', [z.object({
      status: z.literal('joined'),
      snapshot: snapshotSchema,
      resumeToken: opaqueIdSchema,
      sendTransport: transportOptionsSchema.nullable(),
      recvTransport: transportOptionsSchema,
      iceServers: z.array(iceServerSchema),
      consumers: z.array(consumerSchema),
    }), z.object({
      status: z.literal('waiting'),
      ticket: opaqueIdSchema,
      /** 1 is the next to come in. */
      position: z.int().min(1),
    }), z.object({
      status: z.literal('lobby'),
      ticket: opaqueIdSchema,
    })]),
  },
  resume: {
    doc: 'Goes on with a stay whose socket was lost, within the grace period: the peer, its transports and its tracks are as they were, and the answer holds the present whole of what was told meanwhile. The client compares: transports with other ids than its own came with a `mediaMoved` that it missed. `media` is `null` while the server is moving them; `mediaMoved` follows. `NOT_FOUND` when there is no such stay: `join` again, with the same `resumeToken`.',
    phase: 'connected',
    permission: 'join',
    input: z.strictObject({ roomId: roomIdSchema, resumeToken: opaqueIdSchema }),
    output: z.object({
      snapshot: snapshotSchema,
      media: mediaParametersSchema.nullable(),
      /** The last `layersWanted` of each of the peer’s videos. */
      layersWanted: z.array(layersWantedSchema),
    }),
  },
  leave: {
    doc: 'Leaves the room. Everything of the peer is released before the answer.',
    phase: 'joined',
    permission: 'leave',
    input: nothing,
    output: nothing,
  },
  openSendTransport: {
    doc: 'Makes the send transport beside a receive transport that came without one, before the first track is published. Asked again, it answers the same transport. `NOT_FOUND` when the media have moved meanwhile.',
    phase: 'joined',
    permission: 'publish',
    input: z.strictObject({ recvTransportId: opaqueIdSchema }),
    output: z.object({ sendTransport: transportOptionsSchema }),
  },
  connectTransport: {
    doc: 'Gives the client’s DTLS parameters for one of its two transports. The client need not wait for the answer.',
    phase: 'joined',
    permission: 'subscribe',
    input: z.strictObject({ transportId: opaqueIdSchema, dtlsParameters: dtlsParametersSchema }),
    output: nothing,
  },
  restartIce: {
    doc: 'New ICE credentials for one of the client’s transports (RFC 8445, section 2.4), whose way broke off: media go on over whatever way is found with them. `NOT_FOUND` when the media have moved meanwhile.',
    phase: 'joined',
    permission: 'subscribe',
    input: z.strictObject({ transportId: opaqueIdSchema }),
    output: z.object({ iceParameters: transportOptionsSchema.shape.iceParameters, iceServers: z.array(iceServerSchema) }),
  },
  checkWay: {
    doc: 'How many bytes the server has sent over one of the client’s transports. A client that sees pictures stand still learns by it whether there was anything to receive: only then is its way broken.',
    phase: 'joined',
    permission: 'subscribe',
    input: z.strictObject({ transportId: opaqueIdSchema }),
    output: z.object({ bytesSent: z.int() }),
  },
  renewMedia: {
    doc: 'Asks for new transports, where an ICE restart did not help. They come as after a move of the server’s own, by `mediaMoved`, before the answer.',
    phase: 'joined',
    permission: 'subscribe',
    input: nothing,
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
  startHls: {
    doc: 'Sends the room out as HLS besides, at `/hls/<room>/index.m3u8`, for players that WebRTC does not reach. When it is on already nothing changes, but one that has `failed` is begun anew. `UNAVAILABLE` when the server has no ffmpeg, or sends out as many rooms as it may.',
    phase: 'joined',
    permission: 'configure',
    input: nothing,
    output: z.object({ hls: hlsStatusSchema }),
  },
  stopHls: {
    doc: 'Ends the HLS output, if there is one; the encoder and its files are gone before the answer.',
    phase: 'joined',
    permission: 'configure',
    input: nothing,
    output: nothing,
  },
  setRole: {
    doc: 'Brings someone on the stage (`speaker`), back to the audience (`viewer`), or makes them host. Their socket and what they receive go on; who becomes a viewer stops publishing. A full stage is `LIMIT_EXCEEDED`; the last host can’t stop being one (`CONFLICT`).',
    phase: 'joined',
    permission: 'moderate',
    input: z.strictObject({ peerId: opaqueIdSchema, role: roleSchema }),
    output: nothing,
  },
  leaveStage: {
    doc: 'Goes back to the audience by oneself. The last host can’t (`CONFLICT`).',
    phase: 'joined',
    permission: 'publish',
    input: nothing,
    output: nothing,
  },
  listAudience: {
    doc: 'One page of the viewers, in the order of their names, those with a raised hand marked. `query` is a part of the name, in any case; `after` the last id of the page before.',
    phase: 'joined',
    permission: 'moderate',
    input: z.strictObject({ query: z.string().max(LIMITS.nameLength).optional(), after: opaqueIdSchema.optional() }),
    output: z.object({
      viewers: z.array(viewerSchema),
      /** Those that the query fits, over all pages. */
      total: z.int(),
      more: z.boolean(),
    }),
  },
  raiseHand: {
    doc: 'Raises one’s hand, or takes it down. Coming on the stage takes it down too. Those on the stage are told by `handsChanged`.',
    phase: 'joined',
    permission: 'raiseHand',
    input: z.strictObject({ raised: z.boolean() }),
    output: z.object({ position: z.int().min(1).nullable() }),
  },
  lowerHand: {
    doc: 'Takes somebody’s hand down.',
    phase: 'joined',
    permission: 'moderate',
    input: z.strictObject({ peerId: opaqueIdSchema }),
    output: nothing,
  },
  react: {
    doc: 'Sends a reaction. Everyone is told how many of each came (`reactions`), not by whom.',
    phase: 'joined',
    permission: 'react',
    input: z.strictObject({ reaction: reactionSchema }),
    output: nothing,
  },
  ask: {
    doc: 'Puts a question to the stage, for everyone to see and vote on.',
    phase: 'joined',
    permission: 'ask',
    input: z.strictObject({ text: questionTextSchema }),
    output: z.object({ question: questionSchema }),
  },
  voteQuestion: {
    doc: 'Wants a question answered, or no longer. Everyone has one vote for each question.',
    phase: 'joined',
    permission: 'ask',
    input: z.strictObject({ questionId: opaqueIdSchema, vote: z.boolean() }),
    output: nothing,
  },
  setQuestionStatus: {
    doc: 'Marks a question as answered, or as open again.',
    phase: 'joined',
    permission: 'moderate',
    input: z.strictObject({ questionId: opaqueIdSchema, status: questionStatusSchema }),
    output: nothing,
  },
  removeQuestion: {
    doc: 'Takes a question away, for everyone.',
    phase: 'joined',
    permission: 'moderate',
    input: z.strictObject({ questionId: opaqueIdSchema }),
    output: nothing,
  },
  pinMessage: {
    doc: 'Keeps a chat message in everyone’s sight; `null` takes it away.',
    phase: 'joined',
    permission: 'moderate',
    input: z.strictObject({ messageId: opaqueIdSchema.nullable() }),
    output: nothing,
  },
  ...moderationRequests,
} as const satisfies Record<string, RequestSpec>;

/** Why the server ends a peer's stay. */
export const closeReasonSchema = z.enum(['replaced', 'mediaLost', 'shutdown', 'removed', 'ended']);
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
  mediaMoved: {
    doc: 'The peer’s media move to another worker of the server. The client makes new transports with these parameters, publishes its tracks on them (without tracks there is no send transport, as after a `join` without `publish`), sends `mediaReady` when media flow there, and gives up the old ones. Everything else of the call goes on.',
    payload: mediaParametersSchema,
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
    payload: nothing,
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
    doc: 'The server ended this peer’s stay: `replaced` by a newer connection, `mediaLost` (a media worker ended; join again), `removed` by a host, `ended` by a host for everyone, or `shutdown`. The latter two are told to those in the lobby too.',
    payload: z.object({ reason: closeReasonSchema }),
  },
  ...moderationNotifications,
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
