import { spawn } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { isStarved, readCpuShare, type CpuShare } from '../../../apps/sfu/src/media/cpu-share.ts';
import { until } from '../../support/until.ts';

const before: CpuShare = { state: 'R', ranMs: 1_000, waitedMs: 200 };

test.each<[string, CpuShare, boolean]>([
  ['waited for a core most of the time, and has had it since', { state: 'S', ranMs: 1_100, waitedMs: 800 }, true],
  ['waits for one now, and had none', { state: 'R', ranMs: 1_010, waitedMs: 200 }, true],
  ['waits for a disk', { state: 'D', ranMs: 1_010, waitedMs: 200 }, true],
  ['turns in circles', { state: 'R', ranMs: 1_900, waitedMs: 250 }, false],
  ['waits for something to do', { state: 'S', ranMs: 1_001, waitedMs: 201 }, false],
  ['was stopped', { state: 'T', ranMs: 1_000, waitedMs: 200 }, false],
])('of a process that %s', (_what, now, expected) => {
  expect(isStarved(before, now, 1_000)).toBe(expected);
});

test('where the system does not tell, none is', () => {
  expect(readCpuShare(2 ** 30)).toBeNull();
  expect(isStarved(null, before, 1_000)).toBe(false);
  expect(isStarved(before, null, 1_000)).toBe(false);
});

test('is read of real processes, of one that is stopped too', async () => {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  try {
    await until('it sleeps', () => readCpuShare(child.pid ?? 0)?.state === 'S');
    child.kill('SIGSTOP');
    await until('it is stopped', () => readCpuShare(child.pid ?? 0)?.state === 'T');
    const share = readCpuShare(child.pid ?? 0);
    expect(isStarved(share, readCpuShare(child.pid ?? 0), 1_000)).toBe(false);
  } finally {
    child.kill('SIGKILL');
  }
});
