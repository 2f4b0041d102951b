import { expect, test } from '@jest/globals';
import type { TrackSource } from '@plenary/protocol';
import type { FanoutTrack } from '../../../apps/sfu/src/rooms/fanout.ts';
import { programmeOf } from '../../../apps/sfu/src/rooms/programme.ts';

const track = (peerId: string, source: TrackSource, part: Partial<FanoutTrack> = {}): FanoutTrack => ({
  producerId: `${peerId}-${source}`, peerId, source, paused: false, retiring: false, ...part,
});
const [ann, bob, cyd] = [track('ann', 'camera'), track('bob', 'camera'), track('cyd', 'camera')];

test('who spoke last is shown; without anyone, the first', () => {
  expect(programmeOf([ann, bob], [], null).video).toBe(ann);
  expect(programmeOf([ann, bob], ['bob', 'ann'], ann).video).toBe(bob);
  // Among those who never spoke, the picture stays.
  expect(programmeOf([ann, bob, cyd], [], cyd).video).toBe(cyd);
});

test('a camera that is off is not shown, and who speaks without one changes nothing', () => {
  expect(programmeOf([ann, { ...bob, paused: true }], ['bob', 'ann'], ann).video).toBe(ann);
  expect(programmeOf([{ ...ann, paused: true }], [], ann).video).toBeNull();
});

test('a shared screen comes before cameras, and stays when another is shared', () => {
  const [first, second] = [track('bob', 'screen'), track('cyd', 'screen')];
  expect(programmeOf([ann, first], ['ann'], ann).video).toBe(first);
  expect(programmeOf([first, second], [], first).video).toBe(first);
});

test('of a track that is being replaced the successor is shown', () => {
  const successor = track('ann', 'camera', { producerId: 'new' });
  expect(programmeOf([{ ...ann, retiring: true }, successor], [], ann).video).toBe(successor);
});

test('a screen’s sound comes first, then open microphones in the order of speaking, then muted ones', () => {
  const tracks = [
    track('ann', 'mic', { paused: true }), track('bob', 'mic'), track('cyd', 'mic'), track('dan', 'screenAudio'), ann,
  ];
  expect(programmeOf(tracks, ['ann', 'cyd', 'bob'], null).voices.map(({ producerId }) => producerId))
    .toEqual(['dan-screenAudio', 'cyd-mic', 'bob-mic', 'ann-mic']);
});
