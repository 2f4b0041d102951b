import { afterAll, beforeAll, test } from '@jest/globals';
import { figure, recordFault, rounds } from '../support/fault-record.ts';
import { jam, silence, watchChannels } from '../support/stuck-channel.ts';
import { WorkerCall } from '../support/worker-call.ts';

/*
 * A worker that lives, forwards media and can't be talked to: its answers don't arrive, or a message that was broken
 * off half-way has left mediasoup's side of the channel unable to make another (every request to it throws).
 */
const ROUNDS = rounds(1, 10);

let call: WorkerCall;
beforeAll(async () => {
  watchChannels();
  call = await WorkerCall.open('channel-stuck', 'here');
}, 180_000);

afterAll(async () => {
  await call?.close();
});

test.each([['silent', silence], ['jammed', jam]] as const)('a call of four goes on when a worker’s channel is %s', async (variant, stick) => {
  const [idle, noticed, gaps]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < ROUNDS; round++) {
    await call.spread();
    await call.resetGaps();
    await call.wait(1_500);
    idle.push(...(await call.gapsOf('video')));
    await call.resetGaps();
    const victim = (await call.workers()).find(({ peers }) => peers > 0);
    const stuck = performance.now();
    stick(victim?.pid ?? 0);
    await call.untilWorkers('it is noticed', (workers) => workers.every(({ pid }) => pid !== victim?.pid), 50);
    noticed.push(performance.now() - stuck);
    await call.wait(3_000);
    gaps.push(...(await call.gapsOf('video')));
    await call.allFlow();
  }
  await call.noGhosts();
  recordFault({
    id: 'F3',
    variant,
    injected: ROUNDS,
    recovered: ROUNDS,
    figures: [
      figure('until it is noticed', 'ms', noticed, { max: 2_000 }),
      figure('gap in the pictures', 'ms', gaps, { p95: 3_000 }, idle),
    ],
  });
}, 60_000 + ROUNDS * 40_000);
