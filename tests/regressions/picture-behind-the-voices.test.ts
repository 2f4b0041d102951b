import { expect, test } from '@jest/globals';
import { PictureLane } from '../../apps/sfu/src/media/hls/picture-lane.ts';
import { readRtp, writeRtp } from '../../apps/sfu/src/media/hls/rtp.ts';

const FRAME = Buffer.from([0x10, 9, 9]);

const packet = (sequence: number, timestamp: number, marker: boolean): Buffer =>
  writeRtp({ sequence, timestamp, marker, payloadType: 100, ssrc: 7 }, FRAME);

/** It stayed behind the voices, and younger than the player said, by as much as its first key frame was late: up to a second. */
test('a picture sent out as HLS whose first key frame took long to come is in step with the voices soon, without a jump', () => {
  const times: number[] = [];
  const lane = new PictureLane('vp8', 1, (data) => void times.push(readRtp(data)?.timestamp ?? NaN));
  lane.begin();
  const [late, own] = [800, (frame: number): number => 5_000 + 3_600 * frame];
  lane.push(packet(0, own(0), true), late);
  // Those that follow come at once, in two packets each, every 40 ms.
  for (let frame = 1; frame <= 300; frame++) {
    const elapsedMs = Math.max(late, 40 * frame);
    lane.push(packet(2 * frame - 1, own(frame), false), elapsedMs);
    lane.push(packet(2 * frame, own(frame), true), elapsedMs);
  }
  const steps = times.slice(1).map((at, i) => at - (times[i] ?? 0));
  const [between, within] = [0, 1].map((odd) => steps.filter((_step, i) => i % 2 === odd)) as [number[], number[]];
  expect([Math.min(...between) >= 0.9 * 3_600, Math.max(...between)]).toEqual([true, 3_600]);
  expect(new Set(within)).toEqual(new Set([0]));
  // Twelve seconds of the run have passed.
  expect(times.at(-1)).toBe(12 * 90_000);
});
