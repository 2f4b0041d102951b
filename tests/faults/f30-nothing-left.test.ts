import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from '@jest/globals';
import { makeFolder } from '../../apps/sfu/src/media/hls/folders.ts';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { MEASURING, recordFault } from '../support/fault-record.ts';
import { freePort } from '../support/free-port.ts';
import { capabilities, rawClient, type RawClient } from '../support/raw.ts';
import { startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

const MAIN = fileURLToPath(new URL('../../apps/sfu/src/main.ts', import.meta.url));
/** Node and its one worker use some forty of them. */
const FILE_DESCRIPTORS = 96;

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) {
    await each();
  }
});

async function client(url: string): Promise<RawClient> {
  const made = await rawClient(url);
  undo.push(() => made.close());
  return made;
}

const well = async (made: RawClient): Promise<boolean> => (await made.send('sendChat', { text: 'still here' })).ok;

describe('without a file descriptor left', () => {
  let child: ChildProcess;

  async function startLimited(): Promise<string> {
    const port = await freePort();
    const args = [`--nofile=${FILE_DESCRIPTORS}:${FILE_DESCRIPTORS}`, process.execPath, MAIN];
    child = spawn('prlimit', args, {
      stdio: 'ignore',
      env: {
        ...process.env, NODE_OPTIONS: '', HOST: '127.0.0.1', PORT: String(port), RTC_PORT: String(await freePort()), RTC_LISTEN_IP: '127.0.0.1',
        SFU_WORKERS: '1', LOG_LEVEL: 'silent',
      },
    });
    undo.push(async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
    });
    const url = `http://127.0.0.1:${port}`;
    await until('it is up', () => fetch(`${url}/readyz`).then(({ ok }) => ok, () => false), 15_000);
    return url;
  }

  test('those who are in go on, others are refused, and who only holds connections loses them', async () => {
    const url = await startLimited();
    const rtpCapabilities = await capabilities(url);
    const [ann, bob] = [await client(url), await client(url)];
    await ann.join('calm');
    let lost = 0;
    const hogs: Socket[] = Array.from({ length: 2 * FILE_DESCRIPTORS }, () =>
      connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined).on('close', () => lost++).resume());
    undo.push(() => hogs.forEach((hog) => hog.destroy()));
    await until('some are turned away', () => lost > 0);
    await expect(rawClient(url)).rejects.toThrow();
    expect(await well(ann)).toBe(true);
    // Media need no further descriptor: who is connected can still come in.
    expect(await bob.send('join', { roomId: 'other', name: 'Bob', publish: true, rtpCapabilities })).toMatchObject({ ok: true });
    await until('the silent ones are cut', () => lost === hogs.length, 40_000);
    await (await client(url)).join('calm');
    expect([await well(ann), await well(bob), child.exitCode]).toEqual([true, true, null]);
    recordFault({ id: 'F30', variant: 'no file descriptors', injected: 1, recovered: 1, figures: [] });
  }, 90_000);
});

describe('without memory left for a media worker', () => {
  let sfu: Sfu;

  test('its people are moved, and those of another worker notice nothing', async () => {
    sfu = await startSfu({ media: { workers: 2 } });
    undo.push(() => sfu.close());
    const rtpCapabilities = await capabilities(sfu.url);
    const [ann, bob] = [await client(sfu.url), await client(sfu.url)];
    await ann.join('one');
    await bob.join('two');
    const [starved = 0] = sfu.workerPids();
    // No more than it has already.
    execFileSync('prlimit', ['--pid', String(starved), '--as=1048576']);
    const crowd: RawClient[] = [];
    await until('the worker ended for want of memory', async () => {
      const more = await client(sfu.url);
      crowd.push(more);
      const answer = await more.send('join', { roomId: `crowd-${crowd.length % 2}`, name: 'C', publish: true, rtpCapabilities });
      expect(answer.ok || ['UNAVAILABLE', 'DISCONNECTED'].includes(answer.error.code)).toBe(true);
      return !sfu.workerPids().includes(starved);
    }, 30_000);
    await until('another took its place', () => sfu.workerPids().length === 2);
    const moved = [ann, bob].map(({ notifications }) => notifications.some(({ name }) => name === 'mediaMoved'));
    await until('one of the two was moved', () =>
      [ann, bob].filter(({ notifications }) => notifications.some(({ name }) => name === 'mediaMoved')).length === 1, 5_000);
    expect(moved.filter(Boolean).length).toBeLessThanOrEqual(1);
    expect([await well(ann), await well(bob)]).toEqual([true, true]);
    await (await client(sfu.url)).join('three');
    recordFault({ id: 'F30', variant: 'no memory for a worker', injected: 1, recovered: 1, figures: [] });
  }, 90_000);
});

/** The output tries again for half a minute before it gives up. */
const whileMeasuring = MEASURING ? test : test.skip;

describe('without room on the disk', () => {
  whileMeasuring('an HLS output gives up with a reason, and the call that it was of goes on', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'plenary-full-'));
    undo.push(() => rm(folder, { recursive: true }));
    // Whatever it writes ends after so few bytes, as on a disk that is full.
    const ffmpeg = join(folder, 'ffmpeg');
    await writeFile(ffmpeg, '#!/bin/sh\nexec prlimit --fsize=512 ffmpeg "$@"\n', { mode: 0o755 });
    const sfu = await startSfu({ media: { workers: 1 }, hls: { ffmpeg } });
    undo.push(() => sfu.close());
    const [ann, bob] = [await client(sfu.url), await client(sfu.url)];
    await ann.join('hls-room');
    await bob.join('other');
    expect(await ann.send('startHls', {})).toMatchObject({ ok: true });
    const statuses = (): unknown[] => ann.notifications
      .filter(({ name }) => name === 'hlsChanged').map(({ payload }) => (payload as { hls: { status: string } }).hls.status);
    await until('it has failed', () => statuses().includes('failed'), 50_000);
    expect(statuses()).not.toContain('live');
    expect([await well(ann), await well(bob), sfu.encoderPids()]).toEqual([true, true, []]);
    expect(await ann.send('stopHls', {})).toMatchObject({ ok: true });
    recordFault({ id: 'F30', variant: 'no room on the disk', injected: 1, recovered: 1, figures: [] });
  }, 70_000);

  test('one that can’t even begin is refused with a code', async () => {
    await expect(makeFolder('/dev/null')).rejects.toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('ENOTDIR') });
  });
});
