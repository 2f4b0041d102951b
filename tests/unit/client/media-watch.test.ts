import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { BLOCKED_AFTER_MS, MediaWatch } from '../../../packages/client/src/media-watch.ts';
import type { MediaState } from '../../../packages/client/src/state.ts';

let told: MediaState[];
let watch: MediaWatch;

beforeEach(() => {
  jest.useFakeTimers();
  told = [];
  watch = new MediaWatch((state) => void told.push(state));
});
afterEach(() => void jest.useRealTimers());

test('media that never come count as blocked, however many transports try', () => {
  watch.changed('connecting');
  jest.advanceTimersByTime(BLOCKED_AFTER_MS / 2);
  watch.changed('failed');
  watch.changed('closed');
  watch.changed('new');
  watch.changed('connecting');
  jest.advanceTimersByTime(BLOCKED_AFTER_MS / 2);
  expect(told).toEqual(['connecting', 'blocked']);
  // Another attempt does not look like a way that is open.
  watch.changed('connecting');
  expect(told).toEqual(['connecting', 'blocked']);
  watch.changed('connected');
  expect(told.at(-1)).toBe('connected');
});

test('a short break is none', () => {
  watch.changed('connecting');
  watch.changed('connected');
  watch.changed('disconnected');
  jest.advanceTimersByTime(BLOCKED_AFTER_MS - 1);
  watch.changed('connected');
  jest.advanceTimersByTime(2 * BLOCKED_AFTER_MS);
  expect(told).toEqual(['connecting', 'connected', 'interrupted', 'connected']);
});

test('media that stop arriving are interrupted, whatever the transport says, and blocked when they stay away', () => {
  watch.changed('connecting');
  watch.changed('connected');
  watch.repairing(true);
  expect(told.at(-1)).toBe('interrupted');
  jest.advanceTimersByTime(BLOCKED_AFTER_MS);
  expect(told.at(-1)).toBe('blocked');
  watch.repairing(false);
  expect(told).toEqual(['connecting', 'connected', 'interrupted', 'blocked', 'connected']);
});

test('the pause before another try ends with the call', async () => {
  watch.changed('connecting');
  jest.advanceTimersByTime(BLOCKED_AFTER_MS);
  const pause = watch.beforeRetry();
  watch.reset();
  await pause;
});

test('with the call it is over', () => {
  watch.changed('connecting');
  watch.reset();
  jest.advanceTimersByTime(2 * BLOCKED_AFTER_MS);
  expect(told).toEqual(['connecting', 'idle']);
});
