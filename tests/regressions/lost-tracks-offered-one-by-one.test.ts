import { afterEach, expect, test } from '@jest/globals';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { fakeCall } from '../support/caller.ts';
import { rawClient } from '../support/raw.ts';
import { startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

let sfu: Sfu;

afterEach(async () => {
  await sfu.close();
});

/**
 * Each microphone and camera that came back after a worker was lost was offered by itself, and everyone negotiated once
 * for each: with four people on a busy machine pictures stayed away for twice as long.
 */
test('what was lost with a worker is offered again in one batch', async () => {
  sfu = await startSfu({ media: { workers: 1 } });
  const people = [fakeCall(sfu.url), fakeCall(sfu.url)];
  for (const [index, call] of people.entries()) {
    await call.setMic(true);
    await call.setCamera(true);
    await call.join({ roomId: 'lost', name: `P${index}` });
  }
  const watcher = await rawClient(sfu.url);
  const { consumers } = (await watcher.join('lost')) as unknown as { consumers: unknown[] };
  const batches = (): number[] => watcher.notifications
    .filter(({ name }) => name === 'newConsumers')
    .map(({ payload }) => (payload as { consumers: unknown[] }).consumers.length);
  await until('all is published and offered', () =>
    sfu.census().producers === 4 && batches().reduce((total, count) => total + count, consumers.length) === 4);
  const before = batches().length;
  process.kill(sfu.workerPids()[0] ?? 0, 'SIGKILL');
  const sum = (): number => batches().slice(before).reduce((total, count) => total + count, 0);
  await until('all that was lost is offered again', () => sum() === 4, 10_000);
  expect(batches().slice(before)).toEqual([4]);
  people.forEach((call) => call.dispose());
  watcher.close();
});
