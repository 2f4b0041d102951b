import type { z } from 'zod';
import type { TrackSource } from './state.ts';

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
