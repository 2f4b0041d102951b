import { expect, test } from '@jest/globals';
import { difference, wantedTracks, type Publisher } from '../../../apps/sfu/src/rooms/fanout.ts';

const publisher = (id: string, ...sources: ('mic' | 'camera' | 'screen' | 'screenAudio')[]): Publisher => ({
  id,
  role: 'speaker',
  tracks: sources.map((source) => ({ producerId: `${id}-${source}`, peerId: id, source })),
});

test('everyone receives all of the others and nothing of themselves, sound first', () => {
  const all = [publisher('a', 'camera', 'mic'), publisher('b', 'screen', 'mic', 'screenAudio'), publisher('c')];
  expect(wantedTracks('c', all).map((track) => track.producerId)).toEqual(['a-mic', 'b-mic', 'b-screenAudio', 'b-screen', 'a-camera']);
  expect(wantedTracks('b', all).map((track) => track.producerId)).toEqual(['a-mic', 'a-camera']);
});

test('the difference starts what is missing and stops what is too much', () => {
  const wanted = wantedTracks('c', [publisher('a', 'mic', 'camera')]);
  const { start, stop } = difference(new Map([['a-mic', '1'], ['gone', '2']]), wanted);
  expect(start.map((track) => track.producerId)).toEqual(['a-camera']);
  expect(stop).toEqual(['gone']);
});
