import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MEASURING } from '../support/fault-record.ts';
import { quantile, readGaps } from '../support/gaps.ts';
import { until } from '../support/until.ts';
import { WorkerCall } from '../support/worker-call.ts';

let call: WorkerCall;

beforeAll(async () => {
  call = await WorkerCall.open('worker-drain');
}, 180_000);

afterAll(async () => {
  await call?.close();
});

test('a call moves from two workers to one without a gap, a shared screen too', async () => {
  const others = call.people.filter(({ name }) => name !== 'Bob');
  await call.spread();
  await call.people[1]?.page.getByRole('button', { name: 'Share screen' }).click();
  for (const { name, page } of others) {
    await until(`${name} sees the screen`, async () => Object.keys(await readGaps(page)).some((key) => key.startsWith('video screen')), 40_000);
  }
  await call.resetGaps();
  await call.wait(3_000);
  const idle = await call.gapsOf('audio');
  await call.resetGaps();
  await call.workers(1);
  await call.untilWorkers('one worker is left', (workers) => workers.length === 1, 1_000, 40_000);
  const [sound, pictures] = [await call.gapsOf('audio'), await call.gapsOf('video')];
  const worst = (gaps: readonly number[]): number => Math.round(quantile(gaps, 1));
  process.stderr.write(`worker drained: worst gap in sound ${worst(sound)} ms (idle ${worst(idle)}), in pictures ${worst(pictures)} ms\n`);
  if (MEASURING) {
    expect(worst(sound)).toBeLessThanOrEqual(300);
  }
  for (const { name, page } of others) {
    await until(`${name} still sees the screen`, async () => (await page.locator('[data-testid="tile"][data-source="screen"] video').count()) === 1, 20_000);
  }
  await call.noGhosts(2);
}, 120_000);
