import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { StallWatch } from '../../../packages/client/src/stall-watch.ts';

let last: number | null;
let expects: boolean;
let stalls: number[];
let falseAlarm: boolean;
let watch: StallWatch;

beforeEach(() => {
  jest.useFakeTimers();
  [last, expects, stalls, falseAlarm] = [performance.now(), true, [], false];
  watch = new StallWatch({
    lastPlayed: () => last,
    expects: () => expects,
    stalled: async () => {
      stalls.push(performance.now());
      return falseAlarm;
    },
  });
});

afterEach(() => {
  watch.close();
  jest.useRealTimers();
});

const play = async (ms: number): Promise<void> => {
  for (const until = performance.now() + ms; performance.now() < until;) {
    last = performance.now();
    await jest.advanceTimersByTimeAsync(100);
  }
};

test('what flows is no stall; what stops is one within two seconds', async () => {
  await play(10_000);
  expect(stalls).toEqual([]);
  const stopped = performance.now();
  await jest.advanceTimersByTimeAsync(2_000);
  expect(stalls).toHaveLength(1);
  expect((stalls[0] ?? Infinity) - stopped).toBeLessThan(2_000);
});

test('silence where nothing is to come is none', async () => {
  expects = false;
  await jest.advanceTimersByTimeAsync(30_000);
  expects = true;
  last = null;
  await jest.advanceTimersByTimeAsync(30_000);
  expect(stalls).toEqual([]);
});

test('a false alarm makes it ask less and less often, until something flows again', async () => {
  falseAlarm = true;
  await jest.advanceTimersByTimeAsync(60_000);
  const asked = stalls.length;
  expect(asked).toBeLessThanOrEqual(5);
  await play(1_000);
  await jest.advanceTimersByTimeAsync(2_000);
  expect(stalls).toHaveLength(asked + 1);
});
