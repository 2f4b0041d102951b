import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { TrackSource } from '@plenary/protocol';
import { Dynacast } from '../../../apps/sfu/src/rooms/dynacast.ts';
import type { FanoutTrack } from '../../../apps/sfu/src/rooms/fanout.ts';
import { Programme, programmeOf, type ProgrammeFacts } from '../../../apps/sfu/src/rooms/programme.ts';

const track = (peerId: string, source: TrackSource, more: Partial<FanoutTrack> = {}): FanoutTrack =>
  ({ peerId, source, producerId: `${peerId}-${source}`, paused: false, retiring: false, ...more });

const facts = (parts: Partial<ProgrammeFacts>): ProgrammeFacts => ({ tracks: [], speaking: [], order: [], stage: ['host', 'ann', 'bob'], ...parts });
const best = (parts: Partial<ProgrammeFacts>, onAir: string[] = []) => {
  const { audio, video } = programmeOf(facts(parts), new Set(onAir));
  return [audio[0]?.producerId, video[0]?.producerId];
};

const stage = ['bob', 'ann', 'host'].flatMap((id) => [track(id, 'mic'), track(id, 'camera')]);

test('before anyone speaks the host is shown', () => {
  expect(best({ tracks: stage })).toEqual(['host-mic', 'host-camera']);
});

test('who spoke last is seen, who is loudest is heard', () => {
  expect(best({ tracks: stage, order: ['ann', 'bob'], speaking: [{ peerId: 'bob', level: -20 }, { peerId: 'ann', level: -30 }] }))
    .toEqual(['bob-mic', 'ann-camera']);
});

test('a voice on air stays while it is heard, and in silence', () => {
  const speaking = [{ peerId: 'bob', level: -20 }, { peerId: 'ann', level: -30 }];
  expect(best({ tracks: stage, speaking }, ['ann-mic'])[0]).toBe('ann-mic');
  expect(best({ tracks: stage }, ['ann-mic'])[0]).toBe('ann-mic');
  expect(best({ tracks: stage, speaking: speaking.slice(0, 1) }, ['ann-mic'])[0]).toBe('bob-mic');
});

test('a shared screen comes before cameras, and its sound while nobody speaks', () => {
  const tracks = [...stage, track('bob', 'screen'), track('bob', 'screenAudio')];
  expect(best({ tracks, order: ['ann'] }, ['ann-mic'])).toEqual(['bob-screenAudio', 'bob-screen']);
  expect(best({ tracks, speaking: [{ peerId: 'ann', level: -20 }] })[0]).toBe('ann-mic');
});

test('a shared screen stays when another is shared, whoever speaks', () => {
  const tracks = [track('ann', 'screen'), track('bob', 'screen')];
  expect(best({ tracks, order: ['ann'] }, ['bob-screen'])[1]).toBe('bob-screen');
});

test('a camera that is off is not shown, and a muted microphone comes after the open ones', () => {
  const tracks = [track('host', 'mic', { paused: true }), track('host', 'camera', { paused: true }), track('bob', 'mic')];
  const { audio, video } = programmeOf(facts({ tracks, order: ['host'] }), new Set(['host-mic']));
  expect([audio.map(({ producerId }) => producerId), video]).toEqual([['bob-mic', 'host-mic'], []]);
});

test('what is being replaced comes last', () => {
  const tracks = [track('host', 'camera', { retiring: true }), track('host', 'camera', { producerId: 'next' })];
  expect(best({ tracks }, ['host-camera'])[1]).toBe('next');
  expect(programmeOf(facts({ tracks }), new Set()).video).toHaveLength(2);
});

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test('a picture is held for a while, and dynacast knows what is on air', () => {
  const told: [string, number][] = [];
  const dynacast = new Dynacast((producerId, layer) => told.push([producerId, layer]));
  stage.filter(({ source }) => source === 'camera').forEach(({ producerId }) => dynacast.add(producerId));
  jest.advanceTimersByTime(2_000);
  let order: string[] = ['ann'];
  let shown = '';
  const programme = new Programme({
    facts: () => facts({ tracks: stage, order }),
    dynacast,
    show: ({ video }) => [shown = video[0]?.producerId ?? ''],
  });
  programme.update();
  expect(shown).toBe('ann-camera');
  expect(told.at(-1)).toEqual(['ann-camera', 2]);
  order = ['bob', 'ann'];
  jest.advanceTimersByTime(500);
  programme.update();
  expect(shown).toBe('ann-camera');
  jest.advanceTimersByTime(1_600);
  expect(shown).toBe('bob-camera');
  expect(told.at(-1)).toEqual(['bob-camera', 2]);
  jest.advanceTimersByTime(2_000);
  expect(told.at(-1)).toEqual(['ann-camera', -1]);
  programme.close();
  dynacast.close();
});

test('a word thrown in moves nobody; a picture that ends is followed at once', () => {
  const told: string[] = [];
  let [order, tracks] = [['ann'], stage];
  const programme = new Programme({
    facts: () => facts({ tracks, order }),
    dynacast: new Dynacast(() => undefined),
    show: ({ video }) => {
      told.push(video[0]?.producerId ?? '');
      return [];
    },
  });
  programme.update();
  order = ['bob', 'ann'];
  programme.update();
  order = ['ann', 'bob'];
  programme.update();
  jest.advanceTimersByTime(5_000);
  expect([...new Set(told)]).toEqual(['ann-camera']);
  tracks = stage.filter(({ peerId }) => peerId !== 'ann');
  programme.update();
  expect(told.at(-1)).toBe('bob-camera');
  programme.close();
  programme.update();
  expect(told.at(-1)).toBe('bob-camera');
});
