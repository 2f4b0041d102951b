import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { readSegments } from '../../apps/sfu/src/media/hls/playlist.ts';
import { Fleet } from '../../tools/load/fleet.ts';
import { botPlans } from '../../tools/load/ramp.ts';
import { recordTestPicture } from '../support/recording.ts';
import { NOTHING, startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

const ADMIN_KEY = 'a-key-for-the-admin-api';
const ROOM = 'hls-room';

let sfu: Sfu;
let fleet: Fleet;
let recording: string;

beforeAll(async () => {
  recording = await recordTestPicture();
  // Two publishers fill a worker: the output takes its picture from one and a voice from the other.
  sfu = await startSfu({ adminKey: ADMIN_KEY, media: { workers: 2, consumersPerWorker: 1 }, hls: { max: 1 } });
  fleet = new Fleet(1);
  const { publishers } = botPlans({
    publishers: 2,
    viewers: 0,
    audio: { packetsPerSecond: 50, payloadBytes: 80 },
    video: { kind: 'recorded', file: recording },
  });
  for (const plan of publishers) {
    await fleet.join(sfu.url, ROOM, plan);
  }
}, 60_000);

afterAll(async () => {
  await fleet?.close();
  await sfu?.close();
  rmSync(dirname(recording), { recursive: true, force: true });
});

async function admin(method: string, room: string = ROOM): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${sfu.url}/api/v1/admin/rooms/${room}/hls`, {
    method,
    headers: { authorization: `Bearer ${ADMIN_KEY}` },
  });
  return { status: response.status, body: await response.json() as Record<string, unknown> };
}

const address = (file: string): string => `${sfu.url}/hls/${ROOM}/${file}`;

async function playlist(): Promise<string> {
  const response = await fetch(address('index.m3u8'));
  return response.ok ? await response.text() : '';
}

const segments = async (): Promise<string[]> => readSegments(await playlist()).map(({ name }) => name);

async function segmentsAfter(count: number, what: string): Promise<void> {
  const before = (await segments()).at(-1);
  await until(what, async () => {
    const now = await segments();
    return now.length - 1 - now.indexOf(before ?? '') >= count;
  }, 20_000);
}

interface Streams {
  readonly streams: { codec_name: string; width?: number; height?: number; nb_read_packets: string }[];
}

/** What another player makes of the playlist. */
async function probe(): Promise<Streams['streams']> {
  const { stdout } = await promisify(execFile)('ffprobe', [
    '-v', 'error', '-live_start_index', '-4', '-read_intervals', '%+3', '-count_packets', '-show_streams', '-of', 'json', address('index.m3u8'),
  ]);
  return (JSON.parse(stdout) as Streams).streams;
}

/** Mean loudness of the newest seconds, in dB; and how much the picture varies: 0 for one plain colour. */
async function look(): Promise<{ loudness: number; variance: number }> {
  const { stderr } = await promisify(execFile)('ffmpeg', [
    '-hide_banner', '-live_start_index', '-3', '-i', address('index.m3u8'), '-t', '2',
    '-af', 'volumedetect', '-vf', 'signalstats,metadata=print', '-f', 'null', '-',
  ], { maxBuffer: 16e6 });
  const [low = 0, high = 0] = ['YLOW', 'YHIGH'].map((name) => Number([...stderr.matchAll(new RegExp(`${name}=(\\d+)`, 'gu'))].at(-1)?.[1]));
  return { loudness: Number(/mean_volume: (-[\d.]+|-inf) dB/u.exec(stderr)?.[1] ?? 0), variance: high - low };
}

/** What was sent shows in the newest segments only after a while: the encoder is some seconds behind. */
async function untilLooks(what: string, isSo: (seen: Awaited<ReturnType<typeof look>>) => boolean): Promise<void> {
  let seen = '';
  await until(() => `${what} (last: ${seen})`, async () => {
    const now = await look();
    seen = JSON.stringify(now);
    return isSo(now);
  }, 30_000);
}

const folderOf = (pid: number): string =>
  dirname(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').find((part) => part.endsWith('.m3u8')) ?? '');

test('a room comes out as H264 and AAC in segments of a second, with what its publishers send', async () => {
  expect((await fetch(address('index.m3u8'))).status).toBe(404);
  const { status, body } = await admin('POST');
  expect({ status, body }).toEqual({ status: 200, body: { hls: { status: 'starting' }, playlist: `/hls/${ROOM}/index.m3u8` } });
  await until('there are six segments', async () => (await segments()).length === 6, 20_000);
  expect((await admin('GET')).body).toMatchObject({ hls: { status: 'live' } });

  const text = await playlist();
  const read = readSegments(text);
  expect(Math.max(...read.map(({ duration }) => duration))).toBeLessThanOrEqual(1.1);
  // The time of day of the newest segment's end is now, but for the encoder's work.
  let age = Infinity;
  await until(() => `a segment that is new (last: ${age} ms)`, async () => {
    const lastAt = Date.parse([...(await playlist()).matchAll(/PROGRAM-DATE-TIME:(.*)$/gmu)].at(-1)?.[1] ?? '');
    age = Date.now() - lastAt - 1_000;
    expect(age).toBeGreaterThan(0);
    return age < 2_500;
  }, 20_000);

  const [video, audio] = await probe();
  expect(video).toMatchObject({ codec_name: 'h264', width: 1_280, height: 720 });
  expect(audio).toMatchObject({ codec_name: 'aac' });
  expect(Number(video?.nb_read_packets)).toBeGreaterThan(60);
  const { loudness, variance } = await look();
  expect(loudness).toBeGreaterThan(-40);
  expect(variance).toBeGreaterThan(100);
}, 90_000);

test('files are given out with their types and by their names only', async () => {
  const list = await fetch(address('index.m3u8'));
  expect(list.headers.get('content-type')).toContain('application/vnd.apple.mpegurl');
  expect(list.headers.get('cache-control')).toBe('no-cache');
  const segment = await fetch(address((await segments()).at(-1) ?? ''));
  expect(segment.headers.get('content-type')).toBe('video/mp4');
  expect(segment.headers.get('cache-control')).toContain('immutable');
  for (const path of ['1.m3u8', '..%2f..%2fetc%2fpasswd', '%2e%2e/index.m3u8', '%00', '']) {
    expect((await fetch(address(path))).status).toBe(404);
  }
});

test('what can’t be done is refused in words', async () => {
  expect((await admin('POST', 'nobody-here')).status).toBe(404);
  const { publishers: [plan] } = botPlans({ publishers: 1, viewers: 0, audio: null, video: null });
  await fleet.join(sfu.url, 'another-room', { ...plan, name: 'Other' } as never);
  const second = await admin('POST', 'another-room');
  expect(second).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE', message: expect.stringContaining('HLS_MAX') } });
  await fleet.leave('Other');
});

test('an encoder that is killed is replaced, and the playlist goes on', async () => {
  const [pid = 0] = sfu.encoderPids();
  const before = await segments();
  // On a busy machine one may have been replaced before.
  const run = Number(before.at(-1)?.split('-')[0]);
  process.kill(pid, 'SIGKILL');
  await until('another encoder runs', () => sfu.encoderPids().some((next) => next !== pid), 15_000);
  await until('its segments follow', async () => (await segments()).filter((name) => name.startsWith(`${run + 1}-`)).length >= 3, 20_000);
  const text = await playlist();
  expect(text).toContain(`#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI="${run + 1}-init.mp4"`);
  expect(Number(/MEDIA-SEQUENCE:(\d+)/u.exec(text)?.[1])).toBeGreaterThanOrEqual(before.length - 6);
  expect((await probe())[0]).toMatchObject({ codec_name: 'h264' });
  expect(await (await fetch(`${sfu.url}/metrics`)).text()).toContain(`plenary_hls_restarts_total ${run}\n`);
}, 60_000);

test('an encoder that hangs is replaced too', async () => {
  const [pid = 0] = sfu.encoderPids();
  process.kill(pid, 'SIGSTOP');
  await until('another encoder runs', () => sfu.encoderPids().some((next) => next !== pid), 30_000);
  await until('the one that hung is gone', () => !existsSync(`/proc/${pid}`));
  await segmentsAfter(2, 'segments follow');
}, 90_000);

test('when those who publish leave, it goes on with a plain picture and silence, and comes back with them', async () => {
  const [pid] = sfu.encoderPids();
  await fleet.join(sfu.url, ROOM, { name: 'Stays', audio: null, video: null, watch: false, view: null, speaking: { turn: 0, turns: 1, turnSeconds: 3 } });
  await fleet.leave('Publisher 1');
  await fleet.leave('Publisher 2');
  await segmentsAfter(4, 'segments follow');
  await untilLooks('plain and silent', ({ loudness, variance }) => variance === 0 && loudness < -80);
  const { publishers: [plan] } = botPlans({
    publishers: 1, viewers: 0, audio: { packetsPerSecond: 50, payloadBytes: 80 }, video: { kind: 'recorded', file: recording },
  });
  await fleet.join(sfu.url, ROOM, { ...plan, name: 'Publisher 3' } as never);
  await untilLooks('a picture with sound again', ({ loudness, variance }) => variance > 100 && loudness > -40);
  // All of that without another encoder.
  expect(sfu.encoderPids()).toEqual([pid]);
}, 120_000);

test('stopped, nothing of it is left', async () => {
  const [pid = 0] = sfu.encoderPids();
  const folder = folderOf(pid);
  expect(existsSync(folder)).toBe(true);
  expect((await admin('DELETE')).body).toEqual({ hls: null, playlist: null });
  expect(existsSync(folder)).toBe(false);
  expect(existsSync(`/proc/${pid}`)).toBe(false);
  expect((await fetch(address('index.m3u8'))).status).toBe(404);
  expect((await admin('DELETE')).status).toBe(200);
});

test('what a server that was killed left behind is removed', async () => {
  const gone = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(gone, 'exit');
  const [left, other] = [`plenary-hls-${gone.pid}-abc`, `plenary-hls-${process.pid}-abc`].map((name) => join(tmpdir(), name)) as [string, string];
  [left, other].forEach((folder) => mkdirSync(folder, { recursive: true }));
  await admin('POST');
  expect([left, other].map((folder) => existsSync(folder))).toEqual([false, true]);
  rmSync(other, { recursive: true });
  await admin('DELETE');
});

test('an output ends with its room', async () => {
  await admin('POST');
  await until('an encoder runs', () => sfu.encoderPids().length === 1);
  const [pid = 0] = sfu.encoderPids();
  const folder = folderOf(pid);
  await fleet.leave('Stays');
  await fleet.leave('Publisher 3');
  await until('nothing is left', () => JSON.stringify(sfu.census()) === JSON.stringify(NOTHING) && !existsSync(`/proc/${pid}`));
  await until('its folder is gone', () => !existsSync(folder));
}, 20_000);
