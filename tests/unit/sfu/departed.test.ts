import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Departed } from '../../../apps/sfu/src/rooms/departed.ts';
import { digestOf, digestOrNull } from '../../../apps/sfu/src/rooms/digest.ts';

let departed: Departed;

beforeEach(() => {
  jest.useFakeTimers();
  departed = new Departed();
});
afterEach(() => void jest.useRealTimers());

const leaves = (resumeToken: string, identity: string | null = null): void =>
  departed.add({ tokens: [digestOf(resumeToken)], id: `id of ${resumeToken}`, role: 'host', identity: digestOrNull(identity) });

test('who comes back with the token of the stay is known again, once', () => {
  leaves('a');
  expect(departed.take('a', null)).toEqual({ id: 'id of a', role: 'host', present: false });
  expect(departed.take('a', null)).toBeNull();
});

test('another identity is not, and takes nothing away from who it is', () => {
  leaves('a', 'ann');
  expect([departed.take('a', 'eve'), departed.take('a', null)]).toEqual([null, null]);
  expect(departed.take('a', 'ann')).not.toBeNull();
});

test('it is remembered of so many, and for so long', () => {
  Array.from({ length: 501 }, (_, i) => leaves(`t${i}`));
  expect(departed.take('t0', null)).toBeNull();
  expect(departed.take('t1', null)).not.toBeNull();
  jest.advanceTimersByTime(10 * 60_000 + 1);
  expect(departed.take('t2', null)).toBeNull();
});
