import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { ChangeBatch } from '../../../apps/sfu/src/rooms/change-batch.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test('the first change goes out at once, a storm in batches of at most four a second', () => {
  const sent: [string[], string[]][] = [];
  const batch = new ChangeBatch((changed, left) => void sent.push([changed, left]));
  batch.changed('a');
  jest.advanceTimersByTime(1);
  expect(sent).toEqual([[['a'], []]]);
  for (let i = 0; i < 100; i++) {
    batch.changed(`p${i}`);
    jest.advanceTimersByTime(10);
  }
  jest.advanceTimersByTime(250);
  expect(sent.length).toBeLessThanOrEqual(6);
  expect(sent.flatMap(([changed]) => changed)).toHaveLength(101);
});

test('who changed and left within one batch only left', () => {
  const sent: [string[], string[]][] = [];
  const batch = new ChangeBatch((changed, left) => void sent.push([changed, left]));
  batch.changed('a');
  batch.changed('b');
  batch.left('a');
  jest.advanceTimersByTime(1);
  expect(sent).toEqual([[['b'], ['a']]]);
});

test('nothing goes out after close', () => {
  const sent: unknown[] = [];
  const batch = new ChangeBatch(() => void sent.push(1));
  batch.changed('a');
  batch.close();
  jest.advanceTimersByTime(1_000);
  expect(sent).toEqual([]);
});
