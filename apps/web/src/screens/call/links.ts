import { keyFragment } from '@/call';

/** Where people take part in a room, or where its door is; with the key, where the meeting has one. Reads `window`. */
export const meetingPath = (roomId: string): string => `/r/${roomId}${keyFragment()}`;

/** Where people watch a room, without being asked for a camera. */
export const audiencePath = (roomId: string): string => `/watch/${roomId}${keyFragment()}`;
