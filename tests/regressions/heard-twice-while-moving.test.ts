import type { ConsumerInfo } from '@plenary/protocol';
import { expect, test } from '@jest/globals';
import { heardTracks } from '../../apps/web/src/screens/call/heard-tracks.ts';

const consumer = (consumerId: string, peerId: string, source: string): [string, ConsumerInfo] =>
  [consumerId, { consumerId, peerId, source, kind: source === 'mic' ? 'audio' : 'video' } as ConsumerInfo];

/** Two players got the same track while a call moved to another worker, and everyone became twice as loud. */
test('a voice that is received over two connections is played once', () => {
  const consumers = new Map([
    consumer('1', 'ann', 'mic'), consumer('2', 'ann', 'camera'), consumer('3', 'bob', 'mic'),
    consumer('4', 'ann', 'mic'), consumer('5', 'bob', 'mic'),
  ]);
  expect(heardTracks({ room: { consumers } })).toBe('ann:mic,bob:mic');
  expect(heardTracks({ room: null })).toBe('');
});
