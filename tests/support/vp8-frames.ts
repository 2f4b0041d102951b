import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Puts VP8 frames together from RTP packets (RFC 7741), from the first key frame on. */
export class Vp8Frames {
  readonly frames: Buffer[] = [];
  #parts: Buffer[] = [];
  #next: number | null = null;

  /** In the order of their coming; a packet that is missed makes its frame one that is left out. */
  packet(packet: Buffer): void {
    const sequence = packet.readUInt16BE(2);
    if (this.#next !== null && sequence !== this.#next) {
      this.#parts = [];
    }
    this.#next = (sequence + 1) & 0xffff;
    const payload = packet.subarray(headerLength(packet));
    if (payload.length === 0) {
      return;
    }
    const begins = ((payload[0] ?? 0) & 0x17) === 0x10;
    if (begins) {
      this.#parts = [];
    } else if (this.#parts.length === 0) {
      return;
    }
    this.#parts.push(payload.subarray(descriptorLength(payload)));
    if (((packet[1] ?? 0) & 0x80) !== 0) {
      const frame = Buffer.concat(this.#parts);
      this.#parts = [];
      if (this.frames.length > 0 || ((frame[0] ?? 1) & 1) === 0) {
        this.frames.push(frame);
      }
    }
  }
}

function headerLength(packet: Buffer): number {
  const first = packet[0] ?? 0;
  const fixed = 12 + 4 * (first & 0x0f);
  return (first & 0x10) === 0 ? fixed : fixed + 4 + 4 * packet.readUInt16BE(fixed + 2);
}

function descriptorLength(payload: Buffer): number {
  if (((payload[0] ?? 0) & 0x80) === 0) {
    return 1;
  }
  const extensions = payload[1] ?? 0;
  const wide = (extensions & 0x80) !== 0 && ((payload[2] ?? 0) & 0x80) !== 0;
  return 2 + ((extensions & 0x80) === 0 ? 0 : wide ? 2 : 1)
    + ((extensions & 0x40) === 0 ? 0 : 1) + ((extensions & 0x30) === 0 ? 0 : 1);
}

/** Width and height of the small grey pictures that `decodeVp8` gives. */
export const SMALL = { width: 32, height: 18 };

/** What ffmpeg makes of VP8 frames: each picture that it shows, small and grey. */
export async function decodeVp8(frames: readonly Buffer[]): Promise<Buffer[]> {
  const folder = await mkdtemp(join(tmpdir(), 'plenary-vp8-'));
  try {
    const file = join(folder, 'tapped.ivf');
    await writeFile(file, ivf(frames));
    const { stdout } = await run('ffmpeg', [
      '-v', 'quiet', '-i', file, '-vf', `scale=${SMALL.width}:${SMALL.height}`, '-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1',
    ], { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 }).catch((error: { stdout?: Buffer }) => ({ stdout: error.stdout ?? Buffer.alloc(0) }));
    const size = SMALL.width * SMALL.height;
    return Array.from({ length: Math.floor(stdout.length / size) }, (_, at) => stdout.subarray(at * size, (at + 1) * size));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** How alike two pictures are: 1 for the same, whatever their brightness, about 0 for what has nothing to do with it. */
export function likeness(one: Buffer, other: Buffer): number {
  const [a, b] = [deviations(one), deviations(other)];
  const product = (x: readonly number[], y: readonly number[]): number => x.reduce((sum, value, at) => sum + value * (y[at] ?? 0), 0);
  const size = Math.sqrt(product(a, a) * product(b, b));
  return size === 0 ? 0 : product(a, b) / size;
}

function deviations(picture: Buffer): number[] {
  const mean = picture.reduce((sum, value) => sum + value, 0) / picture.length;
  return Array.from(picture, (value) => value - mean);
}

/** A file of frames as decoders read it. */
function ivf(frames: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(32);
  header.write('DKIF', 0, 'latin1');
  header.writeUInt16LE(32, 6);
  header.write('VP80', 8, 'latin1');
  const [first] = frames;
  header.writeUInt16LE((first?.readUInt16LE(6) ?? 0) & 0x3fff, 12);
  header.writeUInt16LE((first?.readUInt16LE(8) ?? 0) & 0x3fff, 14);
  header.writeUInt32LE(10, 16);
  header.writeUInt32LE(1, 20);
  header.writeUInt32LE(frames.length, 24);
  return Buffer.concat([header, ...frames.flatMap((frame, at) => {
    const head = Buffer.alloc(12);
    head.writeUInt32LE(frame.length, 0);
    head.writeBigUInt64LE(BigInt(at), 4);
    return [head, frame];
  })]);
}
