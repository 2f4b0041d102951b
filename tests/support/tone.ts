import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const RATE = 48_000;
const SECONDS = 10;

/**
 * A WAV file of a tone that never pauses, for Chromium's fake microphone. Its own beep is silent most of the
 * time, and silence is not sent (DTX), so that gaps between packets would say nothing.
 */
export function toneFile(): string {
  const samples = RATE * SECONDS;
  const wav = Buffer.alloc(44 + samples * 2);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + samples * 2, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(RATE, 24);
  wav.writeUInt32LE(RATE * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(samples * 2, 40);
  for (let i = 0; i < samples; i++) {
    const t = i / RATE;
    // A voice-like mixture that noise suppression does not take for noise: a gliding pitch with overtones.
    const pitch = 2 * Math.PI * (180 * t + 12 * Math.sin(2 * Math.PI * 3 * t));
    const value = 0.3 * Math.sin(pitch) + 0.2 * Math.sin(2 * pitch) + 0.1 * Math.sin(5 * pitch);
    wav.writeInt16LE(Math.round(value * 0x6000), 44 + i * 2);
  }
  const file = join(tmpdir(), `plenary-tone-${process.pid}.wav`);
  writeFileSync(file, wav);
  return file;
}
