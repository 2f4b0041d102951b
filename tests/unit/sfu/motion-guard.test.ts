import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { MotionGuard } from '../../../apps/sfu/src/media/motion-guard.ts';

let guard: MotionGuard;
let limits: number[];
let healthy: boolean;

beforeEach(() => {
  jest.useFakeTimers();
  [limits, healthy] = [[], true];
  guard = new MotionGuard({ changed: () => limits.push(guard.limit), healthy: () => healthy });
});

afterEach(() => {
  guard.close();
  jest.useRealTimers();
});

const pass = (ms: number): unknown => jest.advanceTimersByTime(ms);

/** What a link does that has room for this much: the worker sends the whole picture, or a few frames of the next. */
function narrow(spatial: number): void {
  guard.sends(guard.limit < spatial ? { spatial: guard.limit, temporal: 2 } : { spatial, temporal: 0 });
}

test('a large picture with a quarter of its frames gives way to the next smaller one', () => {
  guard.sends({ spatial: 2, temporal: 2 });
  narrow(2);
  pass(900);
  expect(limits).toEqual([]);
  pass(200);
  expect(limits).toEqual([1]);
});

test('one that grows on its way to more frames is left to grow', () => {
  for (const spatial of [0, 1, 2]) {
    for (const temporal of [0, 1, 2]) {
      guard.sends({ spatial, temporal });
      pass(800);
    }
  }
  pass(60_000);
  expect(limits).toEqual([]);
});

test('the smallest picture, and those of encoders without temporal layers, are sent as they are', () => {
  guard.sends({ spatial: 2, temporal: 0 });
  pass(5_000);
  guard.sends({ spatial: 0, temporal: 1 });
  guard.sends({ spatial: 0, temporal: 0 });
  pass(5_000);
  expect(limits).toEqual([]);
});

test('the larger one is tried again, ever more rarely where it stays too large', () => {
  guard.sends({ spatial: 2, temporal: 2 });
  const tried: number[] = [];
  for (let second = 0; second < 120; second++) {
    narrow(2);
    pass(1_000);
    if (limits.at(-1) === Infinity) {
      tried.push(second);
      limits.push(0);
    }
  }
  const pauses = tried.slice(1).map((at, i) => at - (tried[i] ?? 0));
  expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
  expect(tried.length).toBeLessThanOrEqual(6);
  expect(tried.length).toBeGreaterThanOrEqual(3);
});

test('while packets get lost the smaller one stays', () => {
  guard.sends({ spatial: 1, temporal: 2 });
  healthy = false;
  narrow(1);
  pass(1_100);
  guard.sends({ spatial: 0, temporal: 2 });
  pass(30_000);
  expect(limits).toEqual([0]);
  healthy = true;
  pass(1_100);
  expect(limits).toEqual([0, Infinity]);
});

test('the smaller one stays while even that has not all its frames', () => {
  guard.sends({ spatial: 1, temporal: 1 });
  narrow(1);
  pass(1_100);
  guard.sends({ spatial: 0, temporal: 0 });
  pass(30_000);
  expect(limits).toEqual([0]);
});

test('nothing is tried after the end, nor while nothing is sent', () => {
  guard.sends({ spatial: 2, temporal: 2 });
  narrow(2);
  guard.sends(null);
  pass(5_000);
  expect(limits).toEqual([]);
  narrow(2);
  guard.close();
  pass(60_000);
  expect(limits).toEqual([]);
});
