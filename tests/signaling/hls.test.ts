import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import type { Call } from '../../packages/client/src/index.ts';
import { fakeCall } from '../support/caller.ts';
import { startSfu } from '../support/sfu.ts';
import { TOKEN_KEYS, tokenFor } from '../support/tokens.ts';
import { until } from '../support/until.ts';

const calls: Call[] = [];
let sfu: Sfu;
let without: Sfu;

beforeAll(async () => {
  [sfu, without] = await Promise.all([
    startSfu({ media: { workers: 1 } }),
    startSfu({ media: { workers: 1 }, hls: { ffmpeg: '/nowhere/ffmpeg' } }),
  ]);
});
afterEach(() => calls.splice(0).forEach((call) => call.dispose()));
afterAll(async () => void (await Promise.all([sfu?.close(), without?.close()])));

async function join(server: Sfu, name: string, watch = false): Promise<Call> {
  const call = fakeCall(server.url);
  calls.push(call);
  await call.join({ roomId: 'hls-room', name, watch });
  return call;
}

const statusFor = (call: Call): string | undefined => call.getState().room?.hls?.status;

test('a host turns HLS on and off, everyone is told, and who comes later sees it', async () => {
  const host = await join(sfu, 'Host');
  const viewer = await join(sfu, 'Viewer', true);
  expect(host.getState().room?.hls).toBeNull();
  await host.stage.startHls();
  await until('the viewer is told that it is live', () => statusFor(viewer) === 'live', 15_000);
  expect(statusFor(await join(sfu, 'Late', true))).toBe('live');
  await host.stage.stopHls();
  await until('the viewer is told of its end', () => viewer.getState().room?.hls === null);
  expect(sfu.encoderPids()).toEqual([]);
}, 30_000);

test('only hosts may', async () => {
  await join(sfu, 'Host');
  for (const other of [await join(sfu, 'Speaker'), await join(sfu, 'Viewer', true)]) {
    await expect(other.stage.startHls()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(other.stage.stopHls()).rejects.toMatchObject({ code: 'FORBIDDEN' });
  }
  expect(sfu.encoderPids()).toEqual([]);
});

test('without ffmpeg it is refused with the reason, and can be asked for again', async () => {
  const host = await join(without, 'Host');
  for (let attempt = 0; attempt < 2; attempt++) {
    await expect(host.stage.startHls()).rejects.toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('ffmpeg is not installed') });
  }
  expect(host.getState().room?.hls).toBeNull();
});

test('the server’s end leaves no encoder', async () => {
  const server = await startSfu({ media: { workers: 1 } });
  await (await join(server, 'Host')).stage.startHls();
  const [pid = 0] = server.encoderPids();
  expect(pid).toBeGreaterThan(0);
  await server.close();
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
}, 20_000);

test('where access is closed, a ticket plays the room and nothing else does', async () => {
  const closed = await startSfu({ media: { workers: 1 }, access: 'closed', tokenKeys: TOKEN_KEYS });
  const call = fakeCall(closed.url);
  await call.join({ roomId: 'secret', name: 'Host', token: await tokenFor('secret', { role: 'host' }) });
  await call.stage.startHls();
  await until('it is live', () => statusFor(call) === 'live', 15_000);
  const get = async (path: string, headers: Record<string, string> = {}): Promise<Response> => await fetch(`${closed.url}${path}`, { headers });
  const headers = { authorization: `Bearer ${await tokenFor('secret', { subscribe: true })}` };
  const { url } = (await (await fetch(`${closed.url}/hls/secret/ticket`, { method: 'POST', headers })).json()) as { url: string };
  expect((await get('/hls/secret/index.m3u8')).status).toBe(401);
  for (const answer of [await get(url), await get('/hls/secret/index.m3u8', headers)]) {
    const playlist = await answer.text();
    const files = [...playlist.matchAll(/^[^#\s].*$|(?<=URI=")[^"]+/gmu)].map(([file]) => file);
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) {
      const bare = file.split('?')[0] ?? '';
      const statuses = [await get(`/hls/secret/${file}`), await get(`/hls/secret/${bare}`)].map(({ status }) => status);
      expect([bare, ...statuses]).toEqual([bare, 200, 401]);
    }
  }
  call.dispose();
  await closed.close();
}, 30_000);
