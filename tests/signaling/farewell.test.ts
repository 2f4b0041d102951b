import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { FAREWELL_PATH } from '@plenary/protocol';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { rawClient } from '../support/raw.ts';
import { startSfu } from '../support/sfu.ts';

let sfu: Sfu;
beforeAll(async () => {
  sfu = await startSfu();
});
afterAll(async () => {
  await sfu.close();
});

async function say(body: unknown, headers: Record<string, string> = {}): Promise<[number, string?]> {
  const response = await fetch(new URL(FAREWELL_PATH, sfu.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return text === '' ? [response.status] : [response.status, (JSON.parse(text) as { code: string }).code];
}

test('ends the stay of the token in its own room, and no other', async () => {
  const [ann, bob] = [await rawClient(sfu.url), await rawClient(sfu.url)];
  const { resumeToken, snapshot } = await ann.join('bye', 'Ann');
  await bob.join('bye', 'Bob');
  // What there is and what there is not is answered alike.
  expect(await say({ roomId: 'elsewhere', resumeToken })).toEqual([204]);
  expect(await say({ roomId: 'bye', resumeToken: 'x'.repeat(22) })).toEqual([204]);
  expect(await say({ roomId: 'bye', resumeToken: snapshot.selfId })).toEqual([204]);
  expect(sfu.census().peers).toBe(2);
  expect(await say({ roomId: 'bye', resumeToken })).toEqual([204]);
  expect(sfu.census().peers).toBe(1);
  // The stay can't be taken up again, and its socket can do nothing more in the room.
  expect(await ann.send('sendChat', { text: 'still here' })).toMatchObject({ ok: false });
  const again = await rawClient(sfu.url);
  expect(await again.send('resume', { roomId: 'bye', resumeToken })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  [ann, bob, again].forEach((client) => client.close());
});

test.each([
  ['no JSON', '{"roomId":', 'BAD_REQUEST'],
  ['nothing', '{}', 'BAD_REQUEST'],
  ['a token that is too long', { roomId: 'bye', resumeToken: 'x'.repeat(65) }, 'BAD_REQUEST'],
  ['more than is asked for', { roomId: 'bye', resumeToken: 'x', reason: 'tired' }, 'BAD_REQUEST'],
  ['a body that is too large', { roomId: 'bye', resumeToken: 'x'.repeat(2_000) }, 'BAD_REQUEST'],
])('refuses %s', async (_what, body, code) => {
  const [status, answered] = await say(body);
  expect([status >= 400 && status < 500, answered]).toEqual([true, code]);
});

test('is for pages of this server', async () => {
  expect(await say({ roomId: 'bye', resumeToken: 'x' }, { origin: 'https://elsewhere.example' })).toEqual([403, 'FORBIDDEN']);
});
