import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { types } from 'mediasoup';
import { Downlink, type Flow } from '../../../apps/sfu/src/media/downlink.ts';

let estimate: number | undefined;
let loss: number;
let lacks: boolean;
let thinned: boolean[];
let floor: number;
let observer: EventEmitter;
let downlink: Downlink;

beforeEach(() => {
  jest.useFakeTimers();
  [loss, estimate, lacks, thinned, floor, observer] = [0, 800_000, true, [], 0, new EventEmitter()];
  const recv = {
    observer,
    setMinOutgoingBitrate: async (bitrate: number) => void (floor = bitrate),
    getStats: async () => [{ availableOutgoingBitrate: estimate, rtpSendBitrate: 500_000, rtpPacketLossSent: loss }],
  };
  const flow: Flow = { get lacks() { return lacks; }, thin: (isThin) => thinned.push(isThin) };
  downlink = new Downlink({ recv: recv as unknown as types.WebRtcTransport, flows: () => [flow] });
});

afterEach(() => {
  observer.emit('close');
  jest.useRealTimers();
});

const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

test('an estimate never falls to nothing, and what it leaves is known', async () => {
  expect(floor).toBeGreaterThanOrEqual(100_000);
  expect(await downlink.left()).toBe(300_000);
  estimate = undefined;
  expect(await downlink.left()).toBeNull();
});

test('where packets get lost nothing is left, and nothing is explored', async () => {
  loss = 0.2;
  expect(await downlink.left()).toBe(0);
  await pass(60_000);
  expect(thinned).toEqual([]);
  loss = 0.05;
  await pass(2_100);
  expect(thinned).toEqual([true]);
  loss = 0.2;
  await pass(1_100);
  expect(thinned).toEqual([true, false]);
});

test('while nothing is missing nothing is left out', async () => {
  lacks = false;
  await pass(120_000);
  expect(thinned).toEqual([]);
});

test('room is made for a probe, until it has found more', async () => {
  await pass(7_100);
  expect(thinned).toEqual([true]);
  estimate = 2_000_000;
  await pass(1_100);
  expect(thinned).toEqual([true, false]);
});

test('where nothing is found it ends by itself, and comes more rarely', async () => {
  const at: number[] = [];
  for (let second = 0; second < 240; second++) {
    const before = thinned.length;
    await pass(1_000);
    at.push(...thinned.slice(before).filter(Boolean).map(() => second));
  }
  const pauses = at.slice(1).map((each, i) => each - (at[i] ?? 0));
  expect(pauses[0]).toBeLessThanOrEqual(16);
  expect(pauses.at(-1)).toBeGreaterThanOrEqual(25);
  expect(pauses.at(-1)).toBeLessThanOrEqual(40);
});

test('it stops with the transport', async () => {
  observer.emit('close');
  await pass(60_000);
  expect(thinned).toEqual([]);
});
