import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { fakeCall } from '../support/caller.ts';
import { startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

const ADMIN_KEY = 'a-key-for-the-admin-api';
let sfu: Sfu;

beforeEach(async () => {
  sfu = await startSfu({ adminKey: ADMIN_KEY });
});

afterEach(async () => {
  await sfu.close();
});

const post = async (path: string, headers: Record<string, string>, body?: string): Promise<{ status: number; words: string }> => {
  const response = await fetch(`${sfu.url}${path}`, { method: 'POST', headers, ...(body === undefined ? {} : { body }) });
  return { status: response.status, words: await response.text() };
};

test('a server that drains takes no new players, encoders and HLS outputs', async () => {
  const call = fakeCall(sfu.url);
  await call.join({ roomId: 'open', name: 'Ann' });
  sfu.drain.begin(60);
  const admin = { authorization: `Bearer ${ADMIN_KEY}` };
  const signed = await post('/api/v1/tokens', { ...admin, 'content-type': 'application/json' }, JSON.stringify({ room: 'open', publish: true }));
  const { token } = JSON.parse(signed.words) as { token: string };
  const answers = await Promise.all([
    post('/whep/open', { 'content-type': 'application/sdp' }, 'v=0\r\n'),
    post('/whip/open', { 'content-type': 'application/sdp', authorization: `Bearer ${token}` }, 'v=0\r\n'),
    post('/api/v1/admin/rooms/open/hls', admin),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
  answers.forEach(({ words }) => expect(words).toMatch(/about to stop/u));
  sfu.drain.cancel();
  // What was wrong with it is told again.
  expect((await post('/whep/open', { 'content-type': 'application/sdp' }, 'v=0\r\n')).status).toBe(400);
  call.dispose();
});

test('metrics tell of lost sockets, resumed ones and the drain', async () => {
  const metrics = async (): Promise<string> => await (await fetch(`${sfu.url}/metrics`)).text();
  expect(await metrics()).toMatch(/plenary_peers_absent 0\n[^]*plenary_draining 0\n[^]*plenary_resumes_total 0\n/u);
  // With nobody there it would end at once.
  const call = fakeCall(sfu.url);
  await call.join({ roomId: 'open', name: 'Ann' });
  sfu.drain.begin(60);
  expect(await metrics()).toContain('plenary_draining 1');
  call.dispose();
});

test('with nobody there a drain ends the server at once', async () => {
  sfu.drain.begin(60);
  expect(await sfu.drain.ended).toBe('clean');
  expect(sfu.drain.state.phase).toBe('stopped');
  await until('it listens no more', async () => await fetch(`${sfu.url}/healthz`).then(() => false, () => true));
});
