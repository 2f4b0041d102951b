import { expect, test } from '@jest/globals';
import { readMeetingLink } from '../../../apps/web/src/screens/home/meeting-link.ts';

test.each([
  ['daily', '/r/daily', ''],
  [' Kf3m 9qzt w2xe ', '/r/kf3m-9qzt-w2xe', ''],
  ['https://meet.example.org/r/daily', '/r/daily', ''],
  ['https://meet.example.org/r/daily?kind=broadcast#token=a.b.c', '/r/daily', '#token=a.b.c'],
  ['https://meet.example.org/watch/Daily#token=a.b-c_d&key=x', '/watch/daily', '#token=a.b-c_d&key=x'],
  ['meet.example.org/watch/daily', '/watch/daily', ''],
  ['https://meet.example.org/r/daily#key=/watch/x', '/r/daily', '#key=/watch/x'],
])('%j leads to %s, with %j', (text, path, fragment) => {
  expect(readMeetingLink(text)).toEqual({ roomId: path.split('/')[2], path, fragment });
});

test.each(['', '??', 'https://example.org/', 'no'])('%j leads nowhere', (text) => {
  expect(readMeetingLink(text)).toBeNull();
});
