import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { types } from 'mediasoup-client';
import { FlowWatch } from '../../../packages/client/src/flow-watch.ts';

/** A consumer whose media began at some time, if at all. */
class Received {
  closed = false;
  asked = 0;
  /** When something was played last, in milliseconds since the page began. */
  playedAt: number | null = null;
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }

  readonly rtpReceiver = {
    getSynchronizationSources: () => {
      this.asked += 1;
      return this.playedAt === null ? [] : [{ timestamp: performance.timeOrigin + this.playedAt }];
    },
  };
}

const asConsumers = (received: readonly Received[]): types.Consumer[] => received as unknown as types.Consumer[];

let began: number;
let watch: FlowWatch;
let some: Received[];

beforeEach(() => {
  jest.useFakeTimers();
  began = 0;
  watch = new FlowWatch(() => void (began += 1));
  some = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => new Received(id));
});

afterEach(() => {
  watch.close();
  jest.useRealTimers();
});

const clear = (): void => some.forEach((each) => (each.asked = 0));
const asked = (): number => some.reduce((sum, each) => sum + each.asked, 0);

test('each that begins is noticed within three looks, and the others at once with it', () => {
  asConsumers(some).forEach((consumer) => watch.add(consumer));
  clear();
  jest.advanceTimersByTime(40);
  expect(asked()).toBe(2);
  some.forEach((each) => (each.playedAt = performance.now()));
  jest.advanceTimersByTime(40);
  expect(some.every(({ id }) => watch.flows(id))).toBe(true);
  expect([watch.allFlow, began]).toEqual([true, 1]);
});

test.each([0, 1, 2, 3, 4, 5])('among silent ones number %s is noticed within three looks', (i) => {
  asConsumers(some).forEach((consumer) => watch.add(consumer));
  const one = some[i] as Received;
  one.playedAt = performance.now();
  jest.advanceTimersByTime(120);
  expect(some.map(({ id }) => watch.flows(id))).toEqual(some.map((each) => each === one));
  expect(watch.allFlow).toBe(false);
  // They may be silent for hours.
  jest.advanceTimersByTime(8_000);
  expect(watch.allFlow).toBe(true);
  clear();
  jest.advanceTimersByTime(1_000);
  expect(asked()).toBe(0);
});

test('one that plays is answer enough, as long as it plays', () => {
  expect(watch.lastPlayed(asConsumers(some))).toBeNull();
  jest.advanceTimersByTime(5_000);
  const [first, , , fourth] = some as [Received, Received, Received, Received];
  const now = performance.now();
  [first.playedAt, fourth.playedAt] = [now - 1_000, now];
  expect(watch.lastPlayed(asConsumers(some))).toBeCloseTo(now);
  clear();
  expect(watch.lastPlayed(asConsumers(some))).toBeCloseTo(now);
  expect(some.map((each) => each.asked)).toEqual([0, 0, 0, 1, 0, 0]);
  // Silent for a while, or closed: the others are asked again.
  jest.advanceTimersByTime(300);
  first.playedAt = performance.now();
  expect(watch.lastPlayed(asConsumers(some))).toBeCloseTo(first.playedAt);
  expect(watch.lastPlayed(asConsumers(some.slice(1)))).toBeCloseTo(now);
});
