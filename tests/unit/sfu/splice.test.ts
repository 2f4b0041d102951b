import { expect, test } from '@jest/globals';
import { Splice, asksForKeyFrame } from '../../../apps/sfu/src/media/splice.ts';

const SSRC = 7;

function rtp(sequence: number, timestamp: number): Buffer {
  const packet = Buffer.alloc(20);
  packet.writeUInt8(0x80, 0);
  packet.writeUInt16BE(sequence, 2);
  packet.writeUInt32BE(timestamp, 4);
  packet.writeUInt32BE(99, 8);
  return packet;
}

const read = (packet: Buffer) => [packet.readUInt16BE(2), packet.readUInt32BE(4), packet.readUInt32BE(8)];

function sent(splice: Splice, sequence: number, timestamp: number, begins: boolean, now: number) {
  const packet = rtp(sequence, timestamp);
  expect(splice.write(packet, begins, now)).toBe(true);
  return read(packet);
}

test('streams one after the other become one, in numbers and in time', () => {
  const splice = new Splice(SSRC, 90_000);
  expect(sent(splice, 5_000, 1_000_000, true, 0)).toEqual([1, 0, SSRC]);
  expect(sent(splice, 5_001, 1_003_000, false, 33)).toEqual([2, 3_000, SSRC]);
  // Another stream, a tenth of a second later.
  expect(sent(splice, 17, 42, true, 133)).toEqual([3, 12_000, SSRC]);
  expect(sent(splice, 18, 3_042, false, 166)).toEqual([4, 15_000, SSRC]);
});

test('numbers and time go round', () => {
  const splice = new Splice(SSRC, 48_000);
  sent(splice, 0xffff, 0xffff_ffff, true, 0);
  expect(sent(splice, 0, 959, false, 20)).toEqual([2, 960, SSRC]);
});

test('a late packet keeps its place and moves nothing', () => {
  const splice = new Splice(SSRC, 90_000);
  sent(splice, 10, 0, true, 0);
  sent(splice, 12, 6_000, false, 66);
  expect(sent(splice, 11, 3_000, false, 70)).toEqual([2, 3_000, SSRC]);
  expect(sent(splice, 500, 0, true, 166)[0]).toBe(4);
});

test('what is too short is no RTP', () => {
  expect(new Splice(SSRC, 90_000).write(Buffer.alloc(11), true, 0)).toBe(false);
});

test.each([
  ['a receiver report', [0x81, 201, 0, 1, 0, 0, 0, 1], false],
  ['PLI', [0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2], true],
  ['FIR', [0x84, 206, 0, 4, ...Array<number>(16).fill(0)], true],
  ['PLI after a receiver report', [0x81, 201, 0, 1, 0, 0, 0, 1, 0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2], true],
  ['REMB', [0x8f, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2], false],
  ['nothing', [], false],
])('%s asks for a key frame: %3$j', (_name, bytes, expected) => {
  expect(asksForKeyFrame(Buffer.from(bytes))).toBe(expected);
});
