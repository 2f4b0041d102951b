import { describe, expect, test } from '@jest/globals';
import { LossWatch } from '../../../../apps/sfu/src/media/hls/loss-watch.ts';
import { PictureLane } from '../../../../apps/sfu/src/media/hls/picture-lane.ts';
import { readRtp, writeRtp, type RtpPacket } from '../../../../apps/sfu/src/media/hls/rtp.ts';
import { SLATE } from '../../../../apps/sfu/src/media/hls/slate.ts';
import { VoiceLane, opusSamples } from '../../../../apps/sfu/src/media/hls/voice-lane.ts';
import { asOnePicture } from '../../../../apps/sfu/src/media/hls/vp9.ts';

/** 20 ms of Opus, full band. */
const SPEECH = Buffer.from([0xf8, 1, 2, 3, 4]);

const packet = (sequence: number, timestamp: number, payload: Buffer = SPEECH, marker = false): Buffer =>
  writeRtp({ sequence, timestamp, marker, payloadType: 100, ssrc: 7 }, payload);

function collect(): { out: RtpPacket[]; send: (data: Buffer) => void } {
  const out: RtpPacket[] = [];
  return { out, send: (data) => void out.push(readRtp(data) as RtpPacket) };
}

describe('a voice', () => {
  /** Every sample of the time so far is there once, whether spoken or silent. */
  const expectGapless = (out: readonly RtpPacket[]): void => {
    let next = 0;
    out.forEach(({ timestamp, sequence, payload }, i) => {
      expect({ timestamp, sequence }).toEqual({ timestamp: next, sequence: i });
      next += opusSamples(payload);
    });
  };
  const spoken = (out: readonly RtpPacket[]): number => out.filter(({ payload }) => payload.equals(SPEECH)).length;

  test('is silence while nobody sends, without a gap', () => {
    const { out, send } = collect();
    const lane = new VoiceLane(1, send);
    for (let now = 0; now <= 1_000; now += 20) {
      lane.tick(now);
    }
    expectGapless(out);
    expect(out.length).toBe(40);
    expect(spoken(out)).toBe(0);
  });

  test('goes on without a gap when its sender is muted and speaks again, and when another takes its place', () => {
    const { out, send } = collect();
    const lane = new VoiceLane(1, send);
    for (let now = 0; now < 4_000; now += 20) {
      lane.tick(now);
      const second = Math.floor(now / 1_000);
      if (second === 2 && now % 1_000 === 0) {
        lane.reset();
      }
      // A sender's count begins anywhere, and wraps.
      const [start, speaks] = [[0xffff_f000, true], [0, false], [12_345, true], [12_345, now % 60 !== 0]][second] as [number, boolean];
      if (speaks) {
        lane.push(packet(now / 20, (start + now * 48) >>> 0), now);
      }
    }
    lane.tick(4_000);
    expectGapless(out);
    expect(spoken(out)).toBeGreaterThan(128);
  });

  test('of a sender whose clock runs away, or that comes too late, is counted anew or left out', () => {
    const { out, send } = collect();
    const lane = new VoiceLane(1, send);
    lane.push(packet(0, 0), 0);
    lane.push(packet(1, 48_000 * 60), 20);
    lane.push(packet(2, 48_000 * 60 - 9_600), 40);
    lane.tick(1_000);
    expectGapless(out);
    expect(spoken(out)).toBe(2);
  });

  test('tells the length of packets of all kinds', () => {
    const lengths = [[0x00], [0x18], [0x60], [0x80], [0xf8], [0xf9], [0xfb, 3], []].map((bytes) => opusSamples(Buffer.from(bytes)));
    expect(lengths).toEqual([480, 2_880, 480, 120, 960, 1_920, 2_880, 0]);
  });
});

describe('a picture', () => {
  const FRAME = Buffer.from([0x10, 9, 9]);

  test('is a slate without a sender, then the sender’s from its first packet on, then a slate again', () => {
    const { out, send } = collect();
    const lane = new PictureLane('vp8', 1, send);
    lane.tick(0);
    lane.tick(100);
    lane.tick(200);
    expect(out.map(({ payload }) => payload)).toEqual([SLATE.vp8[0], SLATE.vp8[0]]);
    lane.push(packet(40, 1_000, FRAME), 250);
    expect(out.length).toBe(2);
    lane.begin();
    lane.push(packet(65_535, 5_000, FRAME, true), 300);
    lane.push(packet(0, 5_000 + 3_600, FRAME, true), 340);
    expect(lane.tick(1_000)).toBe(false);
    expect(lane.tick(3_400)).toBe(true);
    lane.tick(3_420);
    expect(out.map(({ sequence, timestamp }) => [sequence, timestamp])).toEqual([
      [0, 0], [1, 18_000], [2, 27_000], [3, 30_600], [4, 3_420 * 90],
    ]);
  });

  test('keeps the gaps and the order of its sender, so that the encoder can tell what is lost', () => {
    const { out, send } = collect();
    const lane = new PictureLane('vp8', 1, send);
    lane.begin();
    [10, 11, 14, 12].forEach((sequence) => lane.push(packet(sequence, 90 * sequence, FRAME), 20));
    expect(out.map(({ sequence }) => sequence)).toEqual([0, 1, 4, 2]);
  });

  test('of a new sender never goes back in time', () => {
    const { out, send } = collect();
    const lane = new PictureLane('h264', 1, send);
    lane.tick(0);
    lane.begin();
    lane.push(packet(1, 77, FRAME), 0);
    expect(out.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3]);
    expect(out[3]?.timestamp).toBeGreaterThan(out[2]?.timestamp ?? 0);
  });

  test('that catches up keeps together what comes late', () => {
    const { out, send } = collect();
    const lane = new PictureLane('vp8', 1, send);
    lane.begin();
    lane.push(packet(0, 0, FRAME, true), 500);
    lane.push(packet(1, 3_600, FRAME), 500);
    lane.push(packet(3, 7_200, FRAME, true), 500);
    lane.push(packet(2, 3_600, FRAME, true), 510);
    expect(out.map(({ sequence, timestamp }) => [sequence, timestamp])).toEqual([
      [0, 45_000], [1, 45_000 + 3_240], [3, 45_000 + 6_480], [2, 45_000 + 3_240],
    ]);
  });

  test('in VP9 with several layers is one picture', () => {
    const frame = Buffer.from([1, 2, 3]);
    // I, L and B, not flexible: picture id of two bytes, layer indices, TL0PICIDX; the second depends on the lower layer.
    const lower = Buffer.concat([Buffer.from([0b1010_1000, 0x81, 0x02, 0b0000_0000, 7]), frame]);
    const upper = Buffer.concat([Buffer.from([0b1010_1000, 0x81, 0x02, 0b0000_0011, 7]), frame]);
    // With a scalability structure: three sizes, one picture in its group with one reference.
    const structure = Buffer.from([0b0101_1000, ...Buffer.alloc(12), 1, 0b0000_0100, 1]);
    const first = Buffer.concat([Buffer.from([0b0000_1010]), structure, frame]);
    expect(asOnePicture(lower, false)).toEqual(Buffer.from([0x08, 1, 2, 3]));
    expect(asOnePicture(upper, true)).toEqual(Buffer.from([0x04, 1, 2, 3]));
    expect(asOnePicture(first, true)).toEqual(Buffer.from([0x0c, 1, 2, 3]));
    expect(asOnePicture(Buffer.from([0x80]), true)).toBeNull();
  });
});

test('a packet that is late is not lost, one that never comes is, once', () => {
  const loss = new LossWatch();
  [65_534, 65_535, 2, 0].forEach((sequence) => loss.seen(sequence, 0));
  expect(loss.lost(400)).toBe(false);
  expect(loss.lost(600)).toBe(true);
  expect(loss.lost(1_200)).toBe(false);
  loss.seen(4, 2_000);
  loss.seen(3, 2_300);
  expect(loss.lost(9_000)).toBe(false);
});

test('header extensions and padding are no content', () => {
  const plain = packet(5, 6, Buffer.from([1, 2]));
  const extended = Buffer.concat([plain.subarray(0, 12), Buffer.from([0xbe, 0xde, 0, 1, 0, 0, 0, 0]), plain.subarray(12), Buffer.from([0, 2])]);
  extended[0] = 0x80 | 0x10 | 0x20;
  expect(readRtp(extended)?.payload).toEqual(Buffer.from([1, 2]));
  const padding = Buffer.concat([plain.subarray(0, 12), Buffer.from([0, 0, 3])]);
  padding[0] = 0xa0;
  expect(readRtp(padding)).toBeNull();
  expect(readRtp(Buffer.alloc(3))).toBeNull();
});
