import { z } from 'zod';

/** The video codecs that a room can ask its publishers for. */
export const videoCodecSchema = z.enum(['vp8', 'h264', 'vp9', 'av1']);
export type VideoCodec = z.infer<typeof videoCodecSchema>;
export const VIDEO_CODECS = videoCodecSchema.options;

/** `meeting`: who comes in takes part. `broadcast`: who comes in watches, and hosts bring people on the stage. */
export const roomKindSchema = z.enum(['meeting', 'broadcast']);
export type RoomKind = z.infer<typeof roomKindSchema>;

/**
 * What happens to someone for whom there is no place. `viewer`: who would take part watches instead; `queue`: they
 * wait for a place; `refuse`: they are told that the room is full.
 */
export const overflowSchema = z.enum(['viewer', 'queue', 'refuse']);
export type Overflow = z.infer<typeof overflowSchema>;

/** What can be chosen per room. It holds for as long as the room is open. */
export const roomSettingsSchema = z.strictObject({
  kind: roomKindSchema,
  /** Hosts and speakers that there is place for. */
  maxSpeakers: z.int().min(1).max(10_000),
  /** Viewers that there is place for. */
  maxViewers: z.int().min(0).max(100_000),
  overflow: overflowSchema,
  /** Seconds between two chat messages of the same viewer; 0 is off. */
  slowModeSeconds: z.int().min(0).max(3_600),
  /**
   * What cameras and screens are encoded with by everyone who can; who can't publishes VP8, and who can't decode
   * it sees no picture. `vp8` and `h264` are sent as simulcast, `vp9` and `av1` as one stream with layers (SVC)
   * where the browser makes them.
   */
  codec: videoCodecSchema,
  /** Videos that one participant receives at the most. */
  lastNVideo: z.int().min(1).max(200),
  /** Microphones that are forwarded in a big room: the loudest. */
  loudestNAudio: z.int().min(1).max(50),
  /** Up to so many people the room is not a big one, and every microphone is forwarded. */
  allAudioUpTo: z.int().min(1).max(1_000),
  /** Whether who comes in waits in the lobby until a host lets them in. */
  lobby: z.boolean(),
  /** Whether nobody new comes in. */
  locked: z.boolean(),
  /** What speakers may do by themselves: unmute, show their camera, share their screen. Hosts always may. */
  allowUnmute: z.boolean(),
  allowCamera: z.boolean(),
  allowScreen: z.boolean(),
  /** Whether speakers and viewers may write in the chat. */
  allowChat: z.boolean(),
});
export type RoomSettings = z.infer<typeof roomSettingsSchema>;

/** Some of the settings anew, at least one; the others stay as they are. */
export const roomSettingsChangeSchema = roomSettingsSchema
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'at least one setting is needed');
export type RoomSettingsChange = z.infer<typeof roomSettingsChangeSchema>;
