import { describe, expect, test } from '@jest/globals';
import { delayBetween, delaySums } from '../../../apps/web/src/screens/watch/delay.ts';

const pair = { id: 'p', type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.04 };

/** `delay` and `decode` in seconds over the life of the stream. */
const stream = (kind: string, count: number, delay: number, decode = 0, parts: object = {}) => ({
  id: kind, type: 'inbound-rtp', kind, jitterBufferDelay: delay, jitterBufferEmittedCount: count,
  ...(kind === 'video' ? { framesDecoded: count, totalDecodeTime: decode } : {}), ...parts,
});

describe('the delay that is shown', () => {
  test('is half the round trip, and what a frame waited and took to decode since the report before', () => {
    const before = delaySums([pair, stream('video', 100, 50)]);
    const stats = [pair, stream('video', 150, 55, 1.5)];
    // 50 frames waited 0.1 s each, and each takes 0.01 s to decode.
    const delay = delayBetween(before, delaySums(stats), stats);
    expect(delay?.network).toBeCloseTo(20);
    expect(delay?.buffer).toBeCloseTo(130);
  });

  test('is that of the sound where there is no picture', () => {
    const stats = [pair, stream('audio', 48_000, 4_800)];
    expect(delayBetween(new Map(), delaySums(stats), stats)?.buffer).toBeCloseTo(100);
  });

  test('leaves out the stream that only measures the link', () => {
    const stats = [pair, stream('video', 10, 100, 0, { mid: 'probator' })];
    expect(delayBetween(new Map(), delaySums(stats), stats)).toBeNull();
  });

  test('is not known while nothing is shown, or before the link was measured', () => {
    const stats = [pair, stream('video', 100, 50)];
    expect(delayBetween(delaySums(stats), delaySums(stats), stats)).toBeNull();
    expect(delayBetween(new Map(), delaySums(stats), stats.slice(1))).toBeNull();
  });
});
