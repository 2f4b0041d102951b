import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

const KEY = 'a-key-for-the-admin-api';
let sfu: Sfu;

afterEach(async () => await sfu.close());

/** Processes that this one has started and that run a media worker. */
function children(): number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/u.test(name)).map(Number).filter((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(parent) === process.pid && state !== 'Z' && stat.includes('(mediasoup-worke');
    } catch {
      return false;
    }
  });
}

/** One that is to be replaced in a second was replaced by a new count already, and then once more: the first was lost. */
test('a worker that is started by a new count is not replaced for the one that was lost before', async () => {
  const before = children();
  const mine = (): number[] => children().filter((pid) => !before.includes(pid));
  sfu = await startSfu({ adminKey: KEY, media: { workers: 2 } });
  const [first = 0, second = 0] = sfu.workerPids();
  process.kill(first, 'SIGKILL');
  await until('it is gone', () => !sfu.workerPids().includes(first));
  const response = await fetch(`${sfu.url}/api/v1/admin/workers`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ count: 2 }),
  });
  expect(response.status).toBe(200);
  expect(sfu.workerPids()).toHaveLength(2);
  process.kill(second, 'SIGKILL');
  await until('two run again', () => !sfu.workerPids().includes(second) && sfu.workerPids().length === 2);
  // Both replacements are due by then.
  await delay(1_500);
  expect(mine().sort()).toEqual(sfu.workerPids().sort());
  expect(mine()).toHaveLength(2);
});
