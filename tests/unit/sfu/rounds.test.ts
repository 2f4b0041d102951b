import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Rounds } from '../../../apps/sfu/src/media/rounds.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test('each has its turn once per interval, the first one after it', () => {
  const rounds = new Rounds(1_000, 4);
  const turns: string[] = [];
  rounds.add(() => turns.push('early'));
  jest.advanceTimersByTime(500);
  rounds.add(() => turns.push('late'));
  jest.advanceTimersByTime(499);
  expect(turns).toEqual([]);
  jest.advanceTimersByTime(1);
  expect(turns).toEqual(['early']);
  jest.advanceTimersByTime(500);
  expect(turns).toEqual(['early', 'late']);
  jest.advanceTimersByTime(2_000);
  expect(turns.filter((turn) => turn === 'early')).toHaveLength(3);
  expect(turns.filter((turn) => turn === 'late')).toHaveLength(3);
});

test('one timer serves them all, and none is left after the last', () => {
  const rounds = new Rounds(1_000);
  const turns = jest.fn();
  const ends = Array.from({ length: 200 }, () => rounds.add(() => void turns()));
  expect(jest.getTimerCount()).toBe(1);
  jest.advanceTimersByTime(1_000);
  expect(turns).toHaveBeenCalledTimes(200);
  ends.slice(1).forEach((end) => {
    end();
    end();
  });
  jest.advanceTimersByTime(1_000);
  expect(turns).toHaveBeenCalledTimes(201);
  ends[0]?.();
  expect(jest.getTimerCount()).toBe(0);
  rounds.add(() => void turns());
  expect(jest.getTimerCount()).toBe(1);
});

test('one that ends during the turn of another has none any more', () => {
  const rounds = new Rounds(1_000);
  const second = jest.fn();
  let endSecond = (): void => undefined;
  rounds.add(() => endSecond());
  endSecond = rounds.add(second);
  jest.advanceTimersByTime(1_000);
  expect(second).not.toHaveBeenCalled();
});
