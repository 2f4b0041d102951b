import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromium } from '../../load/browser.ts';
import type { RecordedLayer } from '../../load/bot/recorded-video.ts';

/** Layers of a camera, as the client package publishes them, with bit rates that befit `FRAMES_PER_SECOND`. */
export const LAYERS = [
  { width: 320, height: 180, bitrate: 40_000 },
  { width: 640, height: 360, bitrate: 120_000 },
  { width: 1_280, height: 720, bitrate: 330_000 },
];
export const FRAMES_PER_SECOND = 3;
const SECONDS = 4;

/**
 * Has Chromium encode a moving picture as VP8, once in each layer's size, for bots to send. Each recording begins
 * with its only key frame.
 * @param url any page that Chromium takes for secure, as encoders are given to no other
 * @returns the file, for a bot's plan
 */
export async function recordVideo(url: string): Promise<string> {
  const browser = await launchChromium();
  try {
    const page = await (await browser.newContext()).newPage();
    await page.goto(url);
    const layers: RecordedLayer[] = [];
    for (const layer of LAYERS) {
      const frames = await page.evaluate(encode, { ...layer, fps: FRAMES_PER_SECOND, count: FRAMES_PER_SECOND * SECONDS });
      layers.push({ width: layer.width, height: layer.height, frames });
    }
    const file = join(tmpdir(), `plenary-recorded-video-${process.pid}.json`);
    writeFileSync(file, JSON.stringify({ framesPerSecond: FRAMES_PER_SECOND, layers }));
    return file;
  } finally {
    await browser.close();
  }
}

interface Wanted {
  readonly width: number;
  readonly height: number;
  readonly bitrate: number;
  readonly fps: number;
  readonly count: number;
}

/** Runs in the page. @returns encoded frames in base64 */
async function encode({ width, height, bitrate, fps, count }: Wanted): Promise<string[]> {
  const frames: string[] = [];
  const encoder = new VideoEncoder({
    output(chunk) {
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      frames.push(btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')));
    },
    error(error) {
      throw error;
    },
  });
  encoder.configure({ codec: 'vp8', width, height, bitrate, framerate: fps, latencyMode: 'realtime' });
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  for (let i = 0; i < count; i++) {
    // Something like a person before a wall: a still ground with texture, and a part that moves.
    const t = i / count;
    const ground = context.createLinearGradient(0, 0, width, height);
    ground.addColorStop(0, '#345');
    ground.addColorStop(1, '#a98');
    context.fillStyle = ground;
    context.fillRect(0, 0, width, height);
    for (let line = 0; line < 40; line++) {
      context.fillStyle = `hsl(${line * 37} 40% ${30 + (line % 5) * 8}%)`;
      context.fillRect((line * width) / 40, ((line * 7) % 13) * (height / 13), width / 50, height / 16);
    }
    const [x, y] = [width * (0.5 + 0.08 * Math.sin(t * Math.PI * 2)), height * (0.55 + 0.04 * Math.cos(t * Math.PI * 4))];
    context.fillStyle = '#c96';
    context.beginPath();
    context.ellipse(x, y, width * 0.14, height * 0.32, 0, 0, Math.PI * 2);
    context.fill();
    context.fillStyle = '#222';
    context.fillRect(x - width * 0.05, y + height * (0.06 + 0.02 * Math.sin(t * 40)), width * 0.1, height * 0.03);
    const frame = new VideoFrame(canvas, { timestamp: (i * 1_000_000) / fps });
    encoder.encode(frame, { keyFrame: i === 0 });
    frame.close();
  }
  await encoder.flush();
  encoder.close();
  return frames;
}
