import { expect, test } from '@jest/globals';
import type { Grantable } from '@plenary/protocol';
import { isGranted, refusalOf, type RoomState } from '../../../packages/client/src/index.ts';
import { DEFAULTS } from '../../support/settings.ts';

const room = (permissions: Grantable[] | null, more: Partial<RoomState['settings']> = {}, role: 'host' | 'speaker' = 'speaker') => ({
  self: { name: 'Ann', role, joinedAt: 1, permissions },
  settings: { ...DEFAULTS, ...more },
  askedToUnmute: false,
});

test('without a word of the token the room decides, and hosts may all', () => {
  expect(refusalOf(room(null), 'camera')).toBeNull();
  expect(refusalOf(room(null, { allowCamera: false }), 'camera')).toBe('room');
  expect(refusalOf(room(null, { allowCamera: false }, 'host'), 'camera')).toBeNull();
  expect(isGranted(room(null), 'chat')).toBe(true);
});

test('what the token leaves out is refused by it, to hosts too, and whatever the room allows', () => {
  const narrow = room(['publishMic', 'chat'], { allowUnmute: false });
  expect(['mic', 'camera', 'screen'].map((source) => refusalOf(narrow, source as 'mic'))).toEqual(['room', 'token', 'token']);
  expect(refusalOf({ ...narrow, askedToUnmute: true }, 'mic')).toBeNull();
  expect(refusalOf(room([], {}, 'host'), 'screen')).toBe('token');
  expect([isGranted(narrow, 'chat'), isGranted(narrow, 'ask')]).toEqual([true, false]);
});
