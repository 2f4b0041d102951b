import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { CallError } from '@plenary/protocol';
import { Comeback } from '../../../packages/client/src/comeback.ts';
import { REJOIN_ATTEMPTS, attemptTimeout, retryDelay } from '../../../packages/client/src/rejoin.ts';

const LOST = new CallError('DISCONNECTED');

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function comeback(attempt: () => Promise<void>) {
  const told: string[] = [];
  const givenUp: string[] = [];
  const made = new Comeback({
    attempt,
    waiting: (count, cause) => void told.push(`${count} ${cause}`),
    givenUp: (error) => void givenUp.push(error.code),
  });
  return { made, told, givenUp };
}

test('tries until it succeeds, and says what it knows of the cause', async () => {
  let left = 3;
  const { made, told, givenUp } = comeback(async () => {
    if (left-- > 0) {
      throw LOST;
    }
  });
  made.start(LOST);
  made.start(LOST);
  await jest.advanceTimersByTimeAsync(20_000);
  expect(told).toEqual(['1 interrupted', '2 refused', '3 refused', '4 refused']);
  expect(givenUp).toEqual([]);
});

test('attempts that nothing answers are told as such, and follow each other soon', async () => {
  let attempts = 0;
  const { made, told } = comeback(async () => {
    attempts++;
    await new Promise((_, reject) => setTimeout(reject, 2_500, LOST));
  });
  made.start(LOST);
  await jest.advanceTimersByTimeAsync(30_000);
  expect(told.at(-1)).toContain('unreachable');
  expect(attempts).toBeGreaterThanOrEqual(9);
  made.stop();
});

test('a considered no ends it', async () => {
  const { made, givenUp } = comeback(async () => {
    throw new CallError('REMOVED');
  });
  made.start(LOST);
  await jest.advanceTimersByTimeAsync(5_000);
  expect(givenUp).toEqual(['REMOVED']);
});

test('it does not go on for ever', async () => {
  let attempts = 0;
  const { made, givenUp } = comeback(async () => {
    attempts++;
    throw LOST;
  });
  made.start(LOST);
  await jest.advanceTimersByTimeAsync(3_600_000);
  expect(attempts).toBe(REJOIN_ATTEMPTS);
  expect(givenUp).toEqual(['DISCONNECTED']);
});

test('stopped, nothing is tried any more', async () => {
  let attempts = 0;
  const { made } = comeback(async () => {
    attempts++;
    throw LOST;
  });
  made.start(LOST);
  made.stop();
  await jest.advanceTimersByTimeAsync(60_000);
  expect(attempts).toBe(0);
});

test('a server that refuses is met with growing, spread pauses; a network that is gone with short ones', () => {
  const middle = (attempt: number, failure: 'refused' | 'lost'): number => retryDelay(attempt, failure, () => 0.5);
  expect([1, 2, 3, 4, 5, 6, 20].map((attempt) => middle(attempt, 'refused'))).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 8_000]);
  expect([2, 3, 20].map((attempt) => middle(attempt, 'lost'))).toEqual([500, 500, 500]);
  expect(retryDelay(6, 'refused', () => 0)).toBe(4_000);
  expect(retryDelay(6, 'refused', () => 0.999)).toBeCloseTo(12_000, -2);
  expect([1, 4, 5, 10].map(attemptTimeout)).toEqual([2_500, 2_500, 8_000, 8_000]);
});
