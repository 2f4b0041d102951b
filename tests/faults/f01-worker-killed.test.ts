import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Person } from '../support/browser.ts';
import { readElements, resetElements } from '../support/elements.ts';
import { figure, recordFault, rounds } from '../support/fault-record.ts';
import { readGaps, resetGaps } from '../support/gaps.ts';
import { until } from '../support/until.ts';
import { WorkerCall, type WorkerRow } from '../support/worker-call.ts';

/** Four browsers fill a small machine, and what else runs on it shows in the figures. */
const ROUNDS = rounds(1, 20);
/** As long is looked at what happens after a kill, and at what happens without one. */
const WINDOW_MS = 2_500;
const LOOK_MS = 250;
/** The page keeps the last picture of who sends none for a little longer than this. */
const HELD_MS = 1_400;

let call: WorkerCall;

const twoBut = (gone: number | undefined) => (workers: readonly WorkerRow[]): boolean =>
  workers.filter(({ pid, state }) => pid !== gone && state === 'running').length === 2;

beforeAll(async () => {
  call = await WorkerCall.open('worker-killed');
}, 180_000);

afterAll(async () => {
  await call?.close();
});

test('a call of four is spread over both workers', async () => {
  expect((await call.workers()).map(({ peers }) => peers)).toEqual([2, 2]);
});

test(`it goes on when one is killed, ${ROUNDS} times`, async () => {
  const [idle, struck]: [number[], number[]] = [[], []];
  const [concealed, idleConcealed, late, idleLate]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let round = 0; round < ROUNDS; round++) {
    await call.spread();
    await call.resetGaps();
    await call.wait(WINDOW_MS);
    idle.push(...(await call.gapsOf('video')));
    idleConcealed.push(...(await call.soundAmong(call.people, 'concealed')));
    idleLate.push(...(await call.soundAmong(call.people)));
    await call.resetGaps();
    await Promise.all(call.people.map(({ page }) => resetElements(page)));
    const victim = (await call.workers()).filter(({ peers }) => peers > 0)[round % 2] ?? (await call.workers())[0];
    const [before, published] = [await call.connections(), call.published];
    expect(published).toBeGreaterThanOrEqual(2 * call.people.length);
    process.kill(victim?.pid ?? 0, 'SIGKILL');
    // Nothing is asked meanwhile: whoever looks takes time from those who are looked at.
    await call.wait(WINDOW_MS);
    const gaps = await call.gapsOf('video');
    struck.push(...gaps);
    const after = await call.connections();
    const untouched = call.people.filter(({ name }) => before.get(name) === after.get(name));
    concealed.push(...(await call.soundAmong(untouched, 'concealed')));
    late.push(...(await call.soundAmong(untouched)));
    await call.untilWorkers('the worker is replaced', twoBut(victim?.pid), LOOK_MS);
    await call.allFlow();
    // Nobody’s picture gave way to their initials meanwhile, and nobody was heard twice.
    const elements = await Promise.all(call.people.map(({ page }) => readElements(page)));
    expect(elements.filter(({ emptied, mostAudio }) => emptied > 0 || mostAudio > 3)).toEqual([]);
    // On a slow machine a picture may stand still for so long that it counts as gone.
    const mayGo = Math.max(...gaps) < HELD_MS ? 0 : Infinity;
    expect(Math.max(...elements.map(({ gone }) => gone))).toBeLessThanOrEqual(mayGo);
    // Browsers send as was expected of them, and take up what was made ahead: two of them a microphone and a camera each.
    expect(untouched).toHaveLength(2);
    expect(call.published - published).toBe(0);
  }
  // Two stay where they are each time, and hear each other.
  expect(concealed).toHaveLength(2 * ROUNDS);
  await call.noGhosts();
  recordFault({
    id: 'F1',
    injected: ROUNDS,
    recovered: ROUNDS,
    figures: [
      figure('gap in the pictures', 'ms', struck, { p95: 1_000, max: 2_000 }, idle),
      figure('gap in the sound that the untouched heard of each other', 'ms', concealed, { max: 100 }, idleConcealed),
      figure('packets of it that were late', 'ms', late, {}, idleLate),
    ],
  });
}, 60_000 + ROUNDS * 30_000);

/** A shared screen moves at all who do not share it. */
async function untilShared(sharer: Person): Promise<void> {
  for (const { name, page } of call.people.filter((person) => person !== sharer)) {
    await until(`${name} sees the screen move`, async () => {
      await resetGaps([page]);
      await page.waitForTimeout(500);
      return Object.entries(await readGaps(page)).some(([key, gap]) => key.startsWith('video screen') && gap < 450);
    }, 20_000);
  }
}

test.each(['SIGKILL', 'SIGSTOP'] as const)('a shared screen survives it when all lose their worker by %s', async (signal) => {
  const [, sharer] = call.people as [Person, Person];
  if (await sharer.page.getByRole('button', { name: 'Share screen' }).count() > 0) {
    await sharer.page.getByRole('button', { name: 'Share screen' }).click();
  }
  await untilShared(sharer);
  // Those of one worker move to the other: then all are on one.
  for (const victims of [1, 2]) {
    const before = await call.connections();
    const [busiest] = (await call.workers()).sort((a, b) => b.peers - a.peers);
    process.kill(busiest?.pid ?? 0, signal);
    await call.untilWorkers('there are two others', twoBut(busiest?.pid), LOOK_MS);
    await call.allFlow();
    await untilShared(sharer);
    const after = await call.connections();
    const moved = call.people.filter(({ name }) => before.get(name) !== after.get(name));
    expect(moved.length).toBe(busiest?.peers);
    expect(victims === 1 || moved.includes(sharer)).toBe(true);
  }
  await call.noGhosts(2);
}, 120_000);
