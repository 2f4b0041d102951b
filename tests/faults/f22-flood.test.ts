import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { MEASURING, atMost, figure, recordFault, rounds } from '../support/fault-record.ts';
import { rawClient, type RawClient } from '../support/raw.ts';
import { startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

const CHILD = fileURLToPath(new URL('../support/flood-child.ts', import.meta.url));
/** Few in a plain test run: those who flood take the same cores as the server. */
const FLOODERS = rounds(4, 50);
/** While measuring, those who are cut come again for so long. */
const SECONDS = MEASURING ? 10 : 0;

interface Cut {
  readonly ms: number;
  readonly code: number;
  readonly last: string;
}

let sfu: Sfu;
let victim: RawClient;

beforeAll(async () => {
  sfu = await startSfu();
  victim = await rawClient(sfu.url);
  await victim.join('calm');
});

afterAll(async () => {
  victim?.close();
  await sfu?.close();
});

async function flood(sockets: number, bytes: number, seconds = 0): Promise<Cut[]> {
  const args = [CHILD, sfu.url, sockets, bytes, seconds].map(String);
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const cuts: Cut[] = [];
  createInterface(child.stdout).on('line', (line) => void cuts.push(JSON.parse(line) as Cut));
  const ended = new Promise((resolve) => child.once('close', resolve));
  const timer = setTimeout(() => child.kill('SIGKILL'), 30_000);
  await ended;
  clearTimeout(timer);
  return cuts;
}

/** Round trips of the victim, in milliseconds, one after another until `done`. */
async function acks(done: Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  let over = false;
  void done.finally(() => (over = true));
  while (!over) {
    const began = performance.now();
    expect(await victim.send('setView', { tiles: [] })).toMatchObject({ ok: true });
    times.push(performance.now() - began);
    await new Promise((resolve) => setTimeout(resolve, 125));
  }
  return times.sort((a, b) => a - b);
}

const limited = async (reason: string): Promise<number> => {
  const text = await (await fetch(`${sfu.url}/metrics`)).text();
  return Number(new RegExp(`plenary_connections_limited_total\\{reason="${reason}"\\} (\\d+)`, 'u').exec(text)?.[1]);
};

describe.each([
  ['small messages', 0, '42["closed",{"reason":"flooded"}]'],
  // Above what a frame may be: its connection ends before anything of it is parsed.
  ['frames of 900 kB', 900_000, /^40/u],
] as const)('%s without end', (what, bytes, last) => {
  test(`have ${FLOODERS} sockets cut within 2 s, and nobody else kept waiting`, async () => {
    const before = await limited('flood');
    const idle = await acks(new Promise((resolve) => setTimeout(resolve, 1_000)));
    const flooding = flood(FLOODERS, bytes, SECONDS);
    const times = await acks(flooding);
    const cuts = await flooding;
    expect(cuts.length).toBeGreaterThanOrEqual(FLOODERS);
    cuts.forEach((cut) => expect(cut.last).toEqual(typeof last === 'string' ? last : expect.stringMatching(last)));
    expect((await limited('flood')) - before).toBe(bytes === 0 ? cuts.length : 0);
    await until('nothing is left of them', () => sfu.census().connections === 1);
    recordFault({
      id: 'F22',
      variant: what,
      injected: cuts.length,
      recovered: cuts.filter(({ ms }) => ms < atMost(2_000)).length,
      figures: [
        figure('until it is cut', 'ms', cuts.map(({ ms }) => ms), { max: 2_000 }),
        figure('others’ answers', 'ms', times, { p95: 20 }, idle),
      ],
    });
  }, 60_000);
});

test('frames that are large but read end it by their bytes', async () => {
  const cuts = await flood(1, 200_000);
  expect(cuts[0]?.ms).toBeLessThan(atMost(2_000));
  expect(cuts[0]?.last).toBe('42["closed",{"reason":"flooded"}]');
});
