import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const CHILD = fileURLToPath(new URL('./native-player-child.ts', import.meta.url));

export interface NativePlayer {
  /** Packets received so far, by payload type. */
  packets(): Readonly<Record<string, number>>;
  close(): Promise<void>;
}

/** Plays by WHEP with libdatachannel, which counts packets and decodes nothing. */
export function playNatively(url: string, payloadTypes: { readonly audio: number; readonly video: number }): NativePlayer {
  const child = spawn(process.execPath, ['--no-warnings', CHILD, url, String(payloadTypes.audio), String(payloadTypes.video)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let packets: Record<string, number> = {};
  createInterface(child.stdout).on('line', (line) => (packets = JSON.parse(line) as Record<string, number>));
  return {
    packets: () => packets,
    async close() {
      child.stdin.end();
      await gone;
    },
  };
}
