import type { RoomSettings } from '@plenary/protocol';

/** What a room opens with unless the operator or the test says otherwise. */
export const DEFAULTS: RoomSettings = {
  kind: 'meeting',
  maxSpeakers: 200,
  maxViewers: 2_000,
  overflow: 'viewer',
  slowModeSeconds: 0,
  codec: 'vp8',
  lastNVideo: 25,
  loudestNAudio: 5,
  allAudioUpTo: 10,
  lobby: false,
  locked: false,
  allowUnmute: true,
  allowCamera: true,
  allowScreen: true,
  allowChat: true,
};
