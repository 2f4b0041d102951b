import { z } from 'zod';
import { questionSchema, questionStatusSchema, questionTextSchema, reactionSchema, viewerSchema } from './audience.ts';
import { announcementSchema, keyBoxesSchema, sealedTextSchema } from './encryption.ts';
import { hlsStatusSchema } from './hls.ts';
import { clientIdSchema, opaqueIdSchema, roomIdSchema, stayKeySchema, tokenSchema } from './ids.ts';
import { LIMITS } from './limits.ts';
import { layersWantedSchema, mediaParametersSchema } from './media.ts';
import { moderationRequests } from './moderation.ts';
import {
  dtlsParametersSchema, iceServerSchema, rtpCapabilitiesSchema, rtpParametersSchema, transportOptionsSchema,
} from './rtp.ts';
import { roomSettingsChangeSchema, roomSettingsSchema } from './settings.ts';
import type { RequestSpec } from './spec.ts';
import {
  chatMessageSchema, consumerSchema, roleSchema, snapshotSchema, tileSchema, trackSourceSchema,
} from './state.ts';
import { chatTextSchema, displayNameSchema } from './text.ts';

const nothing = z.strictObject({});
const idBatch = z.array(opaqueIdSchema).min(1).max(LIMITS.batchSize);

/** Requests: client to server, each answered once, in order, never repeated by the transport. */
export const requests = {
  join: {
    doc: 'Enters a room, which is made when nobody is in it. The answer holds all that is needed for media: the room, the transports, and the tracks to receive first. Who does not `publish` at once, or may not, is given no send transport (`null`) and asks for it with `openSendTransport` when it is needed. A `resumeToken` of an earlier join replaces that earlier peer, and of one that ended not long ago the peer id and the role are taken up again. With `watch` one comes in as viewer, whatever the room is. A `token` says who one is and what one may do there: its name and its role go before those given here, its subject’s earlier stay ends as `replaced`. One that is not good is `TOKEN_INVALID`; where the server asks for one and there is none it is `TOKEN_REQUIRED`. Where there is no place the room’s `overflow` decides: one comes in as viewer, the answer is `waiting` (a place in the queue: see `queueChanged`; `ticket` goes with the next `join`), or it is `ROOM_FULL`. Where the room has a lobby, who would come in anew and is no host waits there (`lobby`): see `lobbyAnswered`. Who comes back with a `resumeToken` does not, and passes the lock too; others are `LOCKED` out. `clientId` is a random id that a browser keeps for itself and tells nobody else: who was removed without a token of identity is kept out by it (`REMOVED`). With `e2ee` one comes by a link that carries a key: who opens the room so makes it one that is encrypted end to end, for as long as it is open. Without it such a room is `E2EE_REQUIRED`, and with it any other room is `E2EE_MISMATCH`.',
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
      e2ee: announcementSchema.optional(),
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
    doc: 'Goes on with a stay whose socket was lost, within the grace period: the peer, its transports and its tracks are as they were (but for what was not connected in time, see `connectTransport`), and the answer holds the present whole of what was told meanwhile. The client compares: transports with other ids than its own came with a `mediaMoved` that it missed. `media` is `null` while the server is moving or renewing them; `mediaMoved` follows. `NOT_FOUND` when there is no such stay: `join` again, with the same `resumeToken`.',
    phase: 'connected',
    permission: 'join',
    input: stayKeySchema,
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
    doc: 'Makes the send transport beside a receive transport that came without one, before the first track is published. Asked again, it answers the same transport, or another where that was given up. `NOT_FOUND` when the media have moved meanwhile.',
    phase: 'joined',
    permission: 'publish',
    input: z.strictObject({ recvTransportId: opaqueIdSchema }),
    output: z.object({ sendTransport: transportOptionsSchema }),
  },
  connectTransport: {
    doc: 'Gives the client’s DTLS parameters for one of its two transports. The client need not wait for the answer. A transport that is to carry something, or is begun to be connected, and is not connected after 15 seconds (`MEDIA_CONNECT_SECONDS`) is given up with its tracks: `openSendTransport` makes another to send over, `renewMedia` makes both anew.',
    phase: 'joined',
    permission: 'subscribe',
    input: z.strictObject({ transportId: opaqueIdSchema, dtlsParameters: dtlsParametersSchema }),
    output: nothing,
  },
  restartIce: {
    doc: 'New ICE credentials for one of the client’s transports (RFC 8445, section 2.4), whose way broke off: media go on over whatever way is found with them. `NOT_FOUND` when the media have moved, or the transport was given up, meanwhile.',
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
  ping: {
    doc: 'Answered at once. A client that has heard nothing for some seconds learns by it whether its socket still works.',
    phase: 'joined',
    permission: 'subscribe',
    input: nothing,
    output: nothing,
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
  requestKeyFrames: {
    doc: 'Asks for key frames of these videos, which have halted: packets come, and what they build on was lost for good. A publisher is asked about once a second at the most, or every 0.4 s just after it came from another worker, whoever asks. Ids that are gone by now are passed over.',
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
    doc: 'Sends a text message to everyone in the room, the sender included. In an encrypted room it has to be an encrypted one (`BAD_REQUEST`).',
    phase: 'joined',
    permission: 'chat',
    input: z.strictObject({ text: z.union([sealedTextSchema, chatTextSchema]) }),
    output: z.object({ message: chatMessageSchema }),
  },
  sendKeys: {
    doc: 'Hands messages to others in an encrypted room that only they can open, as `keyBox`. One for each at the most; those who are gone are passed over. In another room it is a `CONFLICT`.',
    phase: 'joined',
    permission: 'subscribe',
    input: z.strictObject({ boxes: keyBoxesSchema }),
    output: nothing,
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
    doc: 'Puts a question to the stage, for everyone to see and vote on; encrypted as chat is.',
    phase: 'joined',
    permission: 'ask',
    input: z.strictObject({ text: z.union([sealedTextSchema, questionTextSchema]) }),
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


export type RequestName = keyof typeof requests;

/** What the client gives, before validation. */
export type RequestInput<N extends RequestName> = z.input<(typeof requests)[N]['input']>;
/** What the handler receives, after validation. */
export type RequestData<N extends RequestName> = z.output<(typeof requests)[N]['input']>;
export type RequestOutput<N extends RequestName> = z.output<(typeof requests)[N]['output']>;
