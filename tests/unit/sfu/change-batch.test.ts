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
  const batch = new ChangeBatch(() => 5, (changed, left) => void sent.push([changed, left]));
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

test.each([[8, 250], [50, 1_500], [100, 3_000], [1_000, 3_000]])('of %i people changes are told every %i ms at most', (size, interval) => {
  const at: number[] = [];
  const batch = new ChangeBatch(() => size, () => void at.push(Date.now()));
  for (let ms = 0; ms < 10_000; ms += 50) {
    batch.changed('a');
    jest.advanceTimersByTime(50);
  }
  batch.close();
  const gaps = at.slice(1).map((each, i) => each - (at[i] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(interval);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(interval + 50);
});

test('who comes to many waits for others who come, and a change for nobody', () => {
  const sent: string[][] = [];
  const batch = new ChangeBatch(() => 100, (changed) => void sent.push(changed));
  batch.came('a');
  jest.advanceTimersByTime(2_700);
  batch.came('b');
  expect(sent).toEqual([]);
  jest.advanceTimersByTime(60);
  expect(sent).toEqual([['a', 'b']]);
  jest.advanceTimersByTime(10_000);
  batch.came('c');
  batch.changed('d');
  jest.advanceTimersByTime(1);
  expect(sent.slice(1)).toEqual([['c', 'd']]);
});

test('who comes to a few is told of at once', () => {
  const sent: string[][] = [];
  const batch = new ChangeBatch(() => 8, (changed) => void sent.push(changed));
  batch.came('a');
  jest.advanceTimersByTime(1);
  expect(sent).toEqual([['a']]);
});

test('who changed and left within one batch only left', () => {
  const sent: [string[], string[]][] = [];
  const batch = new ChangeBatch(() => 5, (changed, left) => void sent.push([changed, left]));
  batch.changed('a');
  batch.changed('b');
  batch.left('a');
  jest.advanceTimersByTime(1);
  expect(sent).toEqual([[['b'], ['a']]]);
});

test('nothing goes out after close', () => {
  const sent: unknown[] = [];
  const batch = new ChangeBatch(() => 5, () => void sent.push(1));
  batch.changed('a');
  batch.close();
  jest.advanceTimersByTime(1_000);
  expect(sent).toEqual([]);
});
