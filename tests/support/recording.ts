import { execFile } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Recording } from '../../tools/load/bot/recorded-video.ts';

const FRAMES_PER_SECOND = 12;
const SECONDS = 3;
const IVF_HEADER = 32;
const IVF_FRAME_HEADER = 12;

/** A moving test picture in one size, really encoded as VP8, for bots to send. @returns the recording's file */
export async function recordTestPicture(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plenary-recording-'));
  const ivf = join(folder, 'picture.ivf');
  await promisify(execFile)('ffmpeg', [
    '-loglevel', 'error', '-f', 'lavfi', '-i', `testsrc2=size=640x360:rate=${FRAMES_PER_SECOND}:duration=${SECONDS}`,
    '-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '600k', '-g', '1000', '-auto-alt-ref', '0', ivf,
  ]);
  const recording: Recording = {
    framesPerSecond: FRAMES_PER_SECOND,
    layers: [{ width: 640, height: 360, frames: ivfFrames(await readFile(ivf)) }],
  };
  const file = join(folder, 'recording.json');
  await writeFile(file, JSON.stringify(recording));
  return file;
}

function ivfFrames(ivf: Buffer): string[] {
  const frames: string[] = [];
  for (let at = IVF_HEADER; at < ivf.length;) {
    const start = at + IVF_FRAME_HEADER;
    const end = start + ivf.readUInt32LE(at);
    frames.push(ivf.subarray(start, end).toString('base64'));
    at = end;
  }
  return frames;
}
