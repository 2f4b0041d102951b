import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { MotionGuard } from '../../../apps/sfu/src/media/motion-guard.ts';

const TOP = 2;

let guard: MotionGuard;
let limits: number[];
let room: number;

beforeEach(() => {
  jest.useFakeTimers();
  [limits, room] = [[], 0];
  guard = new MotionGuard({ changed: () => limits.push(guard.limit), top: () => TOP, room: async () => room });
});

afterEach(() => {
  guard.close();
  jest.useRealTimers();
});

const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

/** What a worker does on a link that has room for so much: the whole picture, or a few frames of the next larger one. */
function narrow(spatial: number): void {
  guard.sends(guard.limit < spatial ? { spatial: guard.limit, temporal: 2 } : { spatial, temporal: 0 });
}

test('a large picture with a quarter of its frames gives way to the next smaller one', async () => {
  guard.sends({ spatial: 2, temporal: 2 });
  narrow(2);
  await pass(900);
  expect(limits).toEqual([]);
  await pass(200);
  expect(limits).toEqual([1]);
});

test('one that grows on its way to more frames is left to grow', async () => {
  for (const spatial of [0, 1, 2]) {
    for (const temporal of [0, 1, 2]) {
      guard.sends({ spatial, temporal });
      await pass(800);
    }
  }
  await pass(60_000);
  expect(limits).toEqual([]);
});

test('the smallest picture, and those of encoders without temporal layers, are sent as they are', async () => {
  guard.sends({ spatial: 2, temporal: 0 });
  await pass(5_000);
  guard.sends({ spatial: 0, temporal: 1 });
  guard.sends({ spatial: 0, temporal: 0 });
  await pass(5_000);
  expect(limits).toEqual([]);
});

test('one that has just been switched to may take its time where the link is not full', async () => {
  guard.sends({ spatial: 2, temporal: 2 });
  room = 2;
  narrow(2);
  await pass(10_000);
  expect(limits).toEqual([]);
  room = 0.5;
  await pass(1_100);
  expect(limits).toEqual([1]);
});

test('it grows by one layer at a time, and is limited no more in the end', async () => {
  guard.sends({ spatial: 2, temporal: 2 });
  narrow(1);
  await pass(1_100);
  expect(limits).toEqual([0]);
  room = 2;
  guard.sends({ spatial: 0, temporal: 2 });
  await pass(2_100);
  expect(limits).toEqual([0, 1]);
  // Not before that one is there.
  await pass(10_000);
  expect(limits).toEqual([0, 1]);
  guard.sends({ spatial: 1, temporal: 1 });
  await pass(2_100);
  expect(limits).toEqual([0, 1, Infinity]);
});

test('where the room may do the larger one is tried, more rarely where that was too soon', async () => {
  guard.sends({ spatial: 2, temporal: 2 });
  const tried: number[] = [];
  for (let second = 0; second < 240; second++) {
    const before = limits.length;
    narrow(2);
    // It seems to fit as long as it is not sent.
    room = guard.limit === Infinity ? 0 : 0.5;
    await pass(1_000);
    tried.push(...limits.slice(before).filter((limit) => limit === Infinity).map(() => second));
  }
  const pauses = tried.slice(1).map((at, i) => at - (tried[i] ?? 0));
  expect(tried[0]).toBeLessThanOrEqual(20);
  expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
  expect(Math.max(...pauses)).toBeLessThanOrEqual(65);
  expect(tried.length).toBeGreaterThanOrEqual(4);
});

test('while there is no room for more, the smaller one stays', async () => {
  guard.sends({ spatial: 1, temporal: 2 });
  narrow(1);
  await pass(1_100);
  guard.sends({ spatial: 0, temporal: 2 });
  await pass(30_000);
  expect(limits).toEqual([0]);
  room = 2;
  await pass(1_100);
  expect(limits).toEqual([0, 1]);
});

test('the smaller one stays while even that has not half its frames', async () => {
  guard.sends({ spatial: 1, temporal: 1 });
  narrow(1);
  await pass(1_100);
  guard.sends({ spatial: 0, temporal: 0 });
  room = 2;
  await pass(30_000);
  expect(limits).toEqual([0]);
});

test('nothing is tried after the end, nor while nothing is sent', async () => {
  guard.sends({ spatial: 2, temporal: 2 });
  narrow(2);
  guard.sends(null);
  await pass(5_000);
  expect(limits).toEqual([]);
  narrow(2);
  guard.close();
  await pass(60_000);
  expect(limits).toEqual([]);
});
