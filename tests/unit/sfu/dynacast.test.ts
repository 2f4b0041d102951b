import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Dynacast, NO_LAYER } from '../../../apps/sfu/src/rooms/dynacast.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

function setUp() {
  const told: [string, number][] = [];
  const dynacast = new Dynacast((producerId, max) => void told.push([producerId, max]));
  dynacast.add('v');
  return { told, dynacast };
}

test('a video that nobody wants stops after a while', () => {
  const { told } = setUp();
  jest.advanceTimersByTime(1_900);
  expect(told).toEqual([]);
  jest.advanceTimersByTime(200);
  expect(told).toEqual([['v', NO_LAYER]]);
});

test('more is told at once, less after a while, and the highest wish counts', () => {
  const { told, dynacast } = setUp();
  dynacast.want('a', 'v', 0);
  jest.advanceTimersByTime(2_100);
  expect(told).toEqual([['v', 0]]);
  dynacast.want('b', 'v', 2);
  expect(told.at(-1)).toEqual(['v', 2]);
  dynacast.want('b', 'v', 1);
  expect(told).toHaveLength(2);
  jest.advanceTimersByTime(2_100);
  expect(told.at(-1)).toEqual(['v', 1]);
  dynacast.want('b', 'v', NO_LAYER);
  jest.advanceTimersByTime(2_100);
  expect(told.at(-1)).toEqual(['v', 0]);
});

test('paging back and forth tells nothing', () => {
  const { told, dynacast } = setUp();
  dynacast.want('a', 'v', 2);
  for (let i = 0; i < 10; i++) {
    dynacast.want('a', 'v', NO_LAYER);
    jest.advanceTimersByTime(1_000);
    dynacast.want('a', 'v', 2);
    jest.advanceTimersByTime(1_000);
  }
  expect(told).toEqual([]);
});

test('a video that ended is not told of', () => {
  const { told, dynacast } = setUp();
  dynacast.remove('v');
  dynacast.want('a', 'v', 2);
  jest.advanceTimersByTime(5_000);
  expect(told).toEqual([]);
});
