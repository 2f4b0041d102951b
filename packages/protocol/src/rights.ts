import { z } from 'zod';
import type { RoomSettings } from './settings.ts';
import type { Permission } from './spec.ts';
import type { Role, TrackSource } from './state.ts';

/** Rights that a token can leave its bearer of those that the role has; to receive and to leave goes without saying. */
export const GRANTABLE = [
  'publishMic', 'publishCamera', 'publishScreen', 'chat', 'react', 'ask', 'raiseHand', 'configure', 'moderate',
] as const satisfies readonly Permission[];

export const grantableSchema = z.enum(GRANTABLE);
export type Grantable = z.infer<typeof grantableSchema>;

type Allowed = Pick<RoomSettings, 'allowUnmute' | 'allowCamera' | 'allowScreen'>;

/**
 * Whether someone on the stage may send a source, as the room is set: hosts always may.
 * @param asked whether a host asked them to unmute
 */
export function maySend(role: Role, source: TrackSource, settings: Allowed, asked: boolean): boolean {
  if (role === 'host') {
    return true;
  }
  switch (source) {
    case 'mic':
      return settings.allowUnmute || asked;
    case 'camera':
      return settings.allowCamera;
    case 'screen':
    case 'screenAudio':
      return settings.allowScreen;
    default:
      return source satisfies never;
  }
}

/** Whether someone may write in the chat, as the room is set. */
export function mayChat(role: Role, { allowChat }: Pick<RoomSettings, 'allowChat'>): boolean {
  return role === 'host' || allowChat;
}
