import { parseRoomId, type RoomId } from '@plenary/protocol';

/** What somebody typed or pasted to come to a meeting. */
export interface MeetingLink {
  readonly roomId: RoomId;
  /** Where on this server it leads: `/r/daily`, or `/watch/daily` to watch. */
  readonly path: string;
  /** What follows with its hash sign, which is part of the way in; `''` without. */
  readonly fragment: string;
}

/** @returns `null` when it is neither a meeting's link nor its code */
export function readMeetingLink(text: string): MeetingLink | null {
  const roomId = parseRoomId(text);
  if (roomId === null) {
    return null;
  }
  const watches = /^[^#?]*\/watch\//iu.test(text);
  return { roomId, path: `/${watches ? 'watch' : 'r'}/${roomId}`, fragment: /#.+$/u.exec(text.trim())?.[0] ?? '' };
}
