import { expect, test } from '@jest/globals';
import { TRACK_SOURCES, mayChat, maySend, type Role } from '@plenary/protocol';

const ALL = { allowUnmute: true, allowCamera: true, allowScreen: true };
const NONE = { allowUnmute: false, allowCamera: false, allowScreen: false };

test('hosts may send whatever the room is set to', () => {
  expect(TRACK_SOURCES.every((source) => maySend('host', source, NONE, false))).toBe(true);
});

test('each setting is for its own sources', () => {
  const allowed = (settings: typeof ALL, asked = false) => TRACK_SOURCES.filter((source) => maySend('speaker', source, settings, asked));
  expect(allowed(ALL)).toEqual(TRACK_SOURCES);
  expect(allowed(NONE)).toEqual([]);
  expect(allowed({ ...NONE, allowUnmute: true })).toEqual(['mic']);
  expect(allowed({ ...NONE, allowCamera: true })).toEqual(['camera']);
  expect(allowed({ ...NONE, allowScreen: true })).toEqual(['screen', 'screenAudio']);
});

test('who is asked to unmute may, and nothing else', () => {
  expect(TRACK_SOURCES.filter((source) => maySend('speaker', source, NONE, true))).toEqual(['mic']);
});

test.each<[Role, boolean]>([['host', true], ['speaker', false], ['viewer', false]])('%s writes in a chat of hosts: %s', (role, may) => {
  expect(mayChat(role, { allowChat: false })).toBe(may);
  expect(mayChat(role, { allowChat: true })).toBe(true);
});
