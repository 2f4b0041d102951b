import { describe, expect, test } from '@jest/globals';
import type { Tile } from '@plenary/protocol';
import { layerFor, wishesOf, type FanoutRoom, type FanoutTrack, type View } from '../../../apps/sfu/src/rooms/fanout.ts';

type Source = 'mic' | 'camera' | 'screen' | 'screenAudio';

const track = (peerId: string, source: Source, more: Partial<FanoutTrack> = {}): FanoutTrack =>
  ({ producerId: `${peerId}-${source}`, peerId, source, paused: false, retiring: false, ...more });

const people = (count: number): FanoutTrack[] =>
  Array.from({ length: count }, (_, i) => [track(`p${i}`, 'mic'), track(`p${i}`, 'camera')]).flat();

const room = (tracks: FanoutTrack[], more: Partial<FanoutRoom> = {}): FanoutRoom => ({
  size: new Set(tracks.map(({ peerId }) => peerId)).size,
  tracks,
  speakerOrder: [],
  loudest: new Set(),
  limits: { lastNVideo: 25, allAudioUpTo: 10 },
  ...more,
});

const tile = (peerId: string, height = 300, more: Partial<Tile> = {}): Tile =>
  ({ peerId, source: 'camera', width: Math.round((height * 16) / 9), height, pinned: false, ...more });

const none = new Map<string, unknown>();
const ids = (me: string, view: View, where: FanoutRoom, held: ReadonlyMap<string, unknown> = none, standby = false): string[] =>
  wishesOf(me, view, held, where).filter((wish) => wish.standby === standby).map(({ track: { producerId } }) => producerId);

describe('in a small room', () => {
  test('everyone receives all sound of the others and nothing of themselves, sound first', () => {
    const where = room([track('a', 'camera'), track('a', 'mic'), track('b', 'screen'), track('b', 'screenAudio'), track('b', 'mic')]);
    expect(ids('c', null, where)).toEqual(['a-mic', 'b-mic', 'b-screenAudio', 'b-screen', 'a-camera']);
    expect(ids('b', null, where)).toEqual(['a-mic', 'a-camera']);
  });
});

describe('pictures', () => {
  test('before the first view: a first page of nine, those who spoke last first', () => {
    const where = room(people(30), { speakerOrder: ['p20', 'p25'] });
    const cameras = ids('p0', null, where).filter((id) => id.endsWith('camera'));
    expect(cameras).toHaveLength(9);
    expect(cameras.slice(0, 2)).toEqual(['p20-camera', 'p25-camera']);
  });

  test('after it: what is in view, and no more', () => {
    const where = room(people(8));
    expect(ids('p0', [tile('p3'), tile('p5')], where).filter((id) => id.endsWith('camera'))).toEqual(['p3-camera', 'p5-camera']);
    expect(ids('p0', [], where).filter((id) => id.endsWith('camera'))).toEqual([]);
  });

  test('that can’t be decoded take no place', () => {
    const where = room([track('a', 'camera'), track('b', 'camera')], { limits: { lastNVideo: 1, allAudioUpTo: 10 } });
    const producers = (unplayable: string[]) => wishesOf('c', null, none, where, new Set(unplayable)).map((wish) => wish.track.producerId);
    expect([producers([]), producers(['a-camera']), producers(['a-camera', 'b-camera'])]).toEqual([['a-camera'], ['b-camera'], []]);
  });

  test('at most lastNVideo: screens, then pinned ones, then those who spoke last', () => {
    const where = room([...people(8), track('p1', 'screen')], { speakerOrder: ['p6', 'p2'], limits: { lastNVideo: 4, allAudioUpTo: 10 } });
    const view = [...Array.from({ length: 8 }, (_, i) => tile(`p${i}`, 300, { pinned: i === 7 })), tile('p1', 900, { source: 'screen' })];
    expect(ids('p0', view, where).filter((id) => !id.endsWith('mic'))).toEqual(['p1-screen', 'p7-camera', 'p6-camera', 'p2-camera']);
  });

  test('a camera that is off takes no place', () => {
    const where = room([track('a', 'camera', { paused: true }), track('b', 'camera'), track('c', 'camera')], { limits: { lastNVideo: 1, allAudioUpTo: 10 } });
    expect(ids('me', [tile('a'), tile('b'), tile('c')], where)).toEqual(['b-camera']);
  });

  test('that were in view stay ready, up to a bound, and are not started for it', () => {
    const where = room(people(40));
    const held = new Map(Array.from({ length: 30 }, (_, i) => [`p${i + 1}-camera`, 1]));
    const standby = ids('p0', [tile('p1')], where, held, true).filter((id) => id.endsWith('camera'));
    expect(standby).toHaveLength(12);
    expect(standby).not.toContain('p1-camera');
    expect(ids('p0', [tile('p1')], where, none, true)).toEqual([]);
  });

  test.each([
    [90, 0], [180, 0], [216, 0], [217, 1], [360, 1], [432, 1], [433, 2], [720, 2], [2_000, 2],
  ])('a tile %d pixels high is served layer %d', (height, spatial) => {
    expect(layerFor(track('a', 'camera'), tile('a', height)).spatial).toBe(spatial);
  });

  test('a wide, flat tile is judged by its width: the picture covers it', () => {
    expect(layerFor(track('a', 'camera'), tile('a', 100, { width: 1_280 })).spatial).toBe(2);
  });

  test('a screen is always whole', () => {
    expect(layerFor(track('a', 'screen'), tile('a', 100, { source: 'screen' })).spatial).toBe(2);
  });
});

describe('in a big room', () => {
  const where = room(people(50), { loudest: new Set(['p4', 'p9']), speakerOrder: ['p9', 'p4', 'p30'] });

  test('only the loudest are heard', () => {
    expect(ids('p0', [], where)).toEqual(['p4-mic', 'p9-mic']);
  });

  test('the sound of a shared screen is always heard', () => {
    const sharing = room([...people(50), track('p2', 'screenAudio')], { loudest: new Set(['p4']) });
    expect(ids('p0', [], sharing)).toEqual(['p4-mic', 'p2-screenAudio']);
  });

  test('who spoke last stays ready, and who never did is given up', () => {
    const held = new Map(Array.from({ length: 49 }, (_, i) => [`p${i + 1}-mic`, 1]));
    const standby = ids('p0', [], where, held, true);
    expect(standby).toHaveLength(16);
    expect(standby[0]).toBe('p30-mic');
  });
});

test('a track that is about to be replaced is kept where it flows and started nowhere', () => {
  const where = room([track('a', 'camera', { producerId: 'old', retiring: true }), track('a', 'camera', { producerId: 'new' })]);
  expect(ids('me', null, where)).toEqual(['new']);
  expect(ids('me', null, where, new Map([['old', 1]])).sort()).toEqual(['new', 'old']);
});

test('a picture that is being replaced takes no place from another, and goes on while its successor is shown', () => {
  const where = room(
    ['a', 'b', 'c'].flatMap((id) => [track(id, 'camera', { producerId: `${id}-new` }), track(id, 'camera', { producerId: `${id}-old`, retiring: true })]),
    { limits: { lastNVideo: 2, allAudioUpTo: 10 }, speakerOrder: ['c', 'a', 'b'] },
  );
  const held = new Map(['a-old', 'b-old', 'c-old'].map((id) => [id, 1]));
  const view = [tile('a'), tile('b'), tile('c')];
  expect(ids('me', view, where, held)).toEqual(['c-new', 'a-new', 'a-old', 'c-old']);
  expect(ids('me', view, where, held, true)).toEqual(['b-old']);
});

test('the room’s limits decide what one subscriber receives', () => {
  const where = (lastNVideo: number, allAudioUpTo: number): FanoutRoom =>
    room(people(6), { limits: { lastNVideo, allAudioUpTo }, loudest: new Set(['p1']) });
  const counts = (at: FanoutRoom) => ['camera', 'mic'].map((source) => ids('p0', null, at).filter((id) => id.endsWith(source)).length);
  expect(counts(where(25, 10))).toEqual([5, 5]);
  expect(counts(where(2, 10))).toEqual([2, 5]);
  expect(counts(where(25, 5))).toEqual([5, 1]);
});

test('what one subscriber receives does not grow with the room', () => {
  const view = Array.from({ length: 9 }, (_, i) => tile(`p${i + 1}`));
  const counts = [20, 80, 200].map((size) =>
    ids('p0', view, room(people(size), { loudest: new Set(['p1', 'p2', 'p3']) })).length);
  expect(counts).toEqual([12, 12, 12]);
});
