import { spawn, type ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MEASURING, figure, recordFault } from '../support/fault-record.ts';
import { fillCpu } from '../support/full-cpu.ts';
import { startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';
import type { Sfu } from '../../apps/sfu/src/server.ts';

/** What the bar asks for, in minutes. */
const HOUR = 60;
const SECONDS = MEASURING ? 60 * Number(process.env.FAULT_MINUTES ?? HOUR) : 10;
const LOOK_EVERY_MS = 250;

let sfu: Sfu;
let callers: ChildProcess;
let leaveCpu: () => void;

beforeAll(async () => {
  // Six publishers and six viewers have too many tracks for one worker.
  sfu = await startSfu({ media: { workers: 2, consumersPerWorker: 40 }, limits: { rateFactor: 100 } });
  callers = spawn(process.execPath, [
    'tools/load/main.ts', '--url', sfu.url, '--room', 'busy', '--publishers', '6', '--viewers', '6', '--seconds', String(SECONDS + 60),
  ], { stdio: 'ignore' });
  await until('both workers carry calls', () => sfu.census().consumers >= 6 * 11 * 2 && sfu.workerPids().length === 2, 30_000);
  leaveCpu = fillCpu();
}, 60_000);

afterAll(async () => {
  leaveCpu?.();
  callers?.kill('SIGKILL');
  await sfu?.close();
});

test('no worker is given up for nothing, however busy the machine is', async () => {
  const before = sfu.workerPids();
  const late: number[] = [];
  let given = 0;
  let pids = before;
  const began = performance.now();
  for (let last = began; last - began < SECONDS * 1_000;) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    const now = performance.now();
    late.push(now - last - LOOK_EVERY_MS);
    last = now;
    const running = sfu.workerPids();
    given += pids.filter((pid) => !running.includes(pid)).length;
    pids = running;
  }
  // Media went on, so the workers had something to do.
  expect(sfu.census().consumers).toBeGreaterThan(0);
  recordFault({
    id: 'F2',
    variant: 'full CPU',
    injected: before.length,
    recovered: before.filter((pid) => pids.includes(pid)).length,
    figures: [
      figure(`workers given up for nothing in ${Math.round(SECONDS / 60)} minutes`, '', [given], { max: 0 }),
      ...(MEASURING ? [figure('minutes short of the hour', '', [Math.max(0, HOUR - SECONDS / 60)], { max: 0 })] : []),
      figure('timers of the server late by', 'ms', late),
    ],
  });
}, SECONDS * 1_000 + 60_000);
