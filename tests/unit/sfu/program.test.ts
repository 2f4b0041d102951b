import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { TrackSource } from '@plenary/protocol';
import { Dynacast } from '../../../apps/sfu/src/rooms/dynacast.ts';
import type { FanoutTrack } from '../../../apps/sfu/src/rooms/fanout.ts';
import { Program, programCandidates, type ProgramFacts } from '../../../apps/sfu/src/rooms/program.ts';

const track = (peerId: string, source: TrackSource, more: Partial<FanoutTrack> = {}): FanoutTrack =>
  ({ peerId, source, producerId: `${peerId}-${source}`, paused: false, retiring: false, ...more });

const facts = (parts: Partial<ProgramFacts>): ProgramFacts => ({ tracks: [], speaking: [], order: [], stage: ['host', 'ann', 'bob'], ...parts });
const best = (parts: Partial<ProgramFacts>, onAir: string[] = []) => {
  const { audio, video } = programCandidates(facts(parts), new Set(onAir));
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

test('what is muted is not shown, and what is being replaced comes last', () => {
  const tracks = [track('host', 'mic', { paused: true }), track('host', 'camera', { retiring: true }), track('host', 'camera', { producerId: 'next' })];
  expect(best({ tracks })).toEqual([undefined, 'next']);
  expect(programCandidates(facts({ tracks }), new Set()).video).toHaveLength(2);
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
  const program = new Program({
    facts: () => facts({ tracks: stage, order }),
    dynacast,
    show: ({ video }) => [shown = video[0]?.producerId ?? ''],
  });
  program.update();
  expect(shown).toBe('ann-camera');
  expect(told.at(-1)).toEqual(['ann-camera', 2]);
  order = ['bob', 'ann'];
  jest.advanceTimersByTime(500);
  program.update();
  expect(shown).toBe('ann-camera');
  jest.advanceTimersByTime(1_600);
  expect(shown).toBe('bob-camera');
  expect(told.at(-1)).toEqual(['bob-camera', 2]);
  jest.advanceTimersByTime(2_000);
  expect(told.at(-1)).toEqual(['ann-camera', -1]);
  program.close();
  dynacast.close();
});
