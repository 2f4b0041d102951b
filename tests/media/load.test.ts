import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import type { RunResult } from '../../tools/load/run.ts';
import { NOTHING, startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

const PUBLISHERS = 2;
const VIEWERS = 4;

let sfu: Sfu;
let folder: string;

beforeAll(async () => {
  [sfu, folder] = await Promise.all([startSfu({ media: { connectSeconds: 3 } }), mkdtemp(join(tmpdir(), 'plenary-load-'))]);
});

afterAll(async () => {
  await sfu?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs the load tool as an operator would. */
async function load(...args: string[]): Promise<{ code: number; stderr: string; report: RunResult }> {
  const json = join(folder, 'report.json');
  const options = ['tools/load/main.ts', '--url', sfu.url, '--json', json, ...args];
  const { code, stderr } = await promisify(execFile)(process.execPath, options, { env: { ...process.env, NODE_OPTIONS: '' } })
    .then(({ stderr: text }) => ({ code: 0, stderr: text }))
    .catch((error: { code: number; stderr: string }) => error);
  return { code, stderr, report: JSON.parse(await readFile(json, 'utf8')) as RunResult };
}

test('bots publish and receive over real ICE, DTLS and SRTP, and lose nothing', async () => {
  const { code, stderr, report } = await load(
    '--publishers', String(PUBLISHERS), '--viewers', String(VIEWERS), '--seconds', '3', '--video', '360p',
    '--fail-if', 'worst-track-loss>0.01', '--fail-if', 'silent-tracks>0', '--fail-if', 'failed-joins>0',
  );
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const { joins, packets, server, errors } = report;
  expect(joins.succeeded).toBe(PUBLISHERS + VIEWERS);
  // Everyone receives mic and camera of every publisher but themselves.
  expect(packets.tracks).toBe(2 * PUBLISHERS * (VIEWERS + PUBLISHERS - 1));
  expect(packets.silentTracks).toBe(0);
  expect(packets.worstTrackLoss).toBeLessThan(0.01);
  expect(packets.unannounced).toBe(0);
  expect(joins.firstKeyFrame.count).toBeGreaterThanOrEqual(VIEWERS);
  expect(server?.cpuNsPerPacket).toBeGreaterThan(1_000);
  expect(errors).toEqual({});
  // All were connected within the seconds that they had, and stayed.
  expect(await (await fetch(`${sfu.url}/metrics`)).text()).toMatch(/^plenary_transports_unconnected_total 0$/mu);
  await until('nothing is left', () => JSON.stringify(sfu.census()) === JSON.stringify(NOTHING));
}, 60_000);

test('--fail-if ends with exit code 1 and says why', async () => {
  const { code, stderr } = await load('--publishers', '1', '--viewers', '1', '--seconds', '1', '--video', 'off', '--fail-if', 'join-p50>0');
  expect(code).toBe(1);
  expect(stderr).toContain('FAILED: join-p50 is');
}, 60_000);
