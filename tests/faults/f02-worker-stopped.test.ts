import { afterAll, beforeAll, test } from '@jest/globals';
import { figure, recordFault, rounds } from '../support/fault-record.ts';
import { WorkerCall } from '../support/worker-call.ts';

const ROUNDS = rounds(1, 10);

let call: WorkerCall;

beforeAll(async () => {
  call = await WorkerCall.open('worker-stopped');
}, 180_000);

afterAll(async () => {
  await call?.close();
});

test('a call of four goes on when a worker stops answering', async () => {
  const [idle, noticed, gaps]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < ROUNDS; round++) {
    await call.spread();
    await call.resetGaps();
    await call.wait(1_500);
    idle.push(...(await call.gapsOf('video')));
    await call.resetGaps();
    const victim = (await call.workers()).find(({ peers }) => peers > 0);
    const stopped = performance.now();
    process.kill(victim?.pid ?? 0, 'SIGSTOP');
    await call.untilWorkers('it is noticed', (workers) => workers.every(({ pid }) => pid !== victim?.pid), 50);
    noticed.push(performance.now() - stopped);
    await call.wait(3_000);
    gaps.push(...(await call.gapsOf('video')));
    await call.allFlow();
  }
  recordFault({
    id: 'F2',
    injected: ROUNDS,
    recovered: ROUNDS,
    figures: [
      figure('until it is noticed', 'ms', noticed, { max: 3_000 }),
      figure('gap in the pictures', 'ms', gaps, { p95: 4_500 }, idle),
    ],
  });
}, 60_000 + ROUNDS * 40_000);
