import { z } from 'zod';
import { handSchema, questionSchema } from './audience.ts';
import { encryptionMemberSchema } from './encryption.ts';
import { hlsStatusSchema } from './hls.ts';
import { opaqueIdSchema, roomIdSchema } from './ids.ts';
import { lobbySchema } from './moderation.ts';
import { grantableSchema } from './rights.ts';
import { mediaKindSchema, rtpParametersSchema } from './rtp.ts';
import { roomSettingsSchema } from './settings.ts';

/** What a track shows or carries. A participant publishes at most one track of each source. */
export const trackSourceSchema = z.enum(['mic', 'camera', 'screen', 'screenAudio']);
export type TrackSource = z.infer<typeof trackSourceSchema>;

export const TRACK_SOURCES = trackSourceSchema.options;

/** The media kind that each source has; a client never names the kind, so that the two can't disagree. */
export const KIND_OF_SOURCE = {
  mic: 'audio',
  camera: 'video',
  screen: 'video',
  screenAudio: 'audio',
} as const satisfies Record<TrackSource, z.infer<typeof mediaKindSchema>>;

/**
 * What a participant is in the room. The first one in it is its `host`; when the last host has left, the one
 * longest in the room becomes it.
 */
export const roleSchema = z.enum(['host', 'speaker', 'viewer']);
export type Role = z.infer<typeof roleSchema>;

/** A published track as everyone in the room sees it. `paused` is the publisher's own mute. */
export const trackSchema = z.object({
  producerId: opaqueIdSchema,
  source: trackSourceSchema,
  paused: z.boolean(),
});
export type Track = z.infer<typeof trackSchema>;

export const peerSchema = z.object({
  id: opaqueIdSchema,
  name: z.string(),
  role: roleSchema,
  /** When the peer joined, in milliseconds since 1970, by the server's clock. */
  joinedAt: z.int(),
  tracks: z.array(trackSchema),
});
export type Peer = z.infer<typeof peerSchema>;

export const chatMessageSchema = z.object({
  id: opaqueIdSchema,
  peerId: opaqueIdSchema,
  /** The author's name at the time, so that it can be shown after they left. */
  name: z.string(),
  text: z.string(),
  /** Milliseconds since 1970, by the server's clock. */
  sentAt: z.int(),
});
export type ChatMessage = z.infer<typeof chatMessageSchema>;

/** Who speaks now, loudest first. `level` is in dBov: 0 is the loudest, -127 silence (RFC 6464). */
export const speakerSchema = z.object({ peerId: opaqueIdSchema, level: z.number().min(-127).max(0) });
export type Speaker = z.infer<typeof speakerSchema>;

/** A video tile on somebody's screen. */
export const tileSchema = z.strictObject({
  peerId: opaqueIdSchema,
  source: z.enum(['camera', 'screen']),
  /** In device pixels, rounded. */
  width: z.int().min(1).max(16_384),
  height: z.int().min(1).max(16_384),
  /** The person keeps it in sight: it comes before those who speak. */
  pinned: z.boolean(),
});
export type Tile = z.infer<typeof tileSchema>;

/** One track that the server sends to this peer. */
export const consumerSchema = z.object({
  consumerId: opaqueIdSchema,
  producerId: opaqueIdSchema,
  peerId: opaqueIdSchema,
  source: trackSourceSchema,
  kind: mediaKindSchema,
  rtpParameters: rtpParametersSchema,
  /** Whether the server waits for `resumeConsumers` before it sends: see `newConsumers`. */
  held: z.boolean(),
});
export type ConsumerInfo = z.infer<typeof consumerSchema>;

/** Everything that a peer may know of the room when it joins. */
export const snapshotSchema = z.object({
  roomId: roomIdSchema,
  selfId: opaqueIdSchema,
  /** When the room was made, in milliseconds since 1970, by the server's clock. */
  createdAt: z.int(),
  settings: roomSettingsSchema,
  /** Everyone in the room, this participant included, when it is encrypted end to end; `null` when it is not. */
  encryption: z.object({ members: z.array(encryptionMemberSchema) }).nullable(),
  /** The participant itself. `permissions`: its token leaves it these of the rights of its role; `null`: all of them. */
  self: z.object({
    name: z.string(),
    role: roleSchema,
    joinedAt: z.int(),
    permissions: z.array(grantableSchema).nullable(),
  }),
  /**
   * How many take part (hosts and speakers). `peers` holds the first hundred of them, publishers before others;
   * `peersChanged` brings the rest. Viewers are in neither.
   */
  peerCount: z.int(),
  peers: z.array(peerSchema),
  /** How many watch. */
  viewers: z.int(),
  /** When the server is to end: see `serverStopping`. */
  stopsAt: z.int().nullable(),
  /** Whether the participant’s own hand is up. */
  handRaised: z.boolean(),
  /** Who waits in the lobby, for hosts; empty for others. */
  lobby: lobbySchema,
  /** Raised hands, for those on the stage; empty for viewers. */
  hands: z.array(handSchema),
  questions: z.array(questionSchema),
  /** The chat message that hosts keep in sight. */
  pinnedMessage: chatMessageSchema.nullable(),
  speakers: z.array(speakerSchema),
  /** The room's HLS output, when it is on. */
  hls: hlsStatusSchema.nullable(),
  chat: z.array(chatMessageSchema),
});
export type Snapshot = z.infer<typeof snapshotSchema>;
