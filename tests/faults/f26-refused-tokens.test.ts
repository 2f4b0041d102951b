import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { atMost } from '../support/fault-record.ts';
import { rawClient } from '../support/raw.ts';
import { startSfu } from '../support/sfu.ts';
import { TOKEN_KEYS, signed, tokenFor } from '../support/tokens.ts';
import { until } from '../support/until.ts';

const ADMIN_KEY = 'a-long-enough-admin-key';
const ATTEMPTS = 50;
/** From opening a socket to the refusal. */
const BAR_MS = 1_000;

let sfu: Sfu;

beforeAll(async () => {
  sfu = await startSfu({ tokenKeys: TOKEN_KEYS, adminKey: ADMIN_KEY, access: 'closed', media: { workers: 1 } });
});
afterAll(async () => await sfu?.close());

/** @returns how it was answered, and after how long */
async function attempt(token: string): Promise<{ readonly code: string; readonly ms: number }> {
  const started = performance.now();
  const client = await rawClient(sfu.url);
  const answer = await client.send('join', { roomId: 'board', name: 'Eve', rtpCapabilities: {}, token });
  client.close();
  return { code: answer.ok ? 'in' : answer.error.code, ms: performance.now() - started };
}

async function expectRefused(tokens: readonly string[]): Promise<void> {
  const outcomes = [];
  for (const token of tokens) {
    outcomes.push(await attempt(token));
  }
  expect(new Set(outcomes.map(({ code }) => code))).toEqual(new Set(['TOKEN_INVALID']));
  expect(Math.max(...outcomes.map(({ ms }) => ms))).toBeLessThan(atMost(BAR_MS));
}

test('F26: a token that has expired is refused, each time and at once', async () => {
  const tokens = await Promise.all(Array.from({ length: ATTEMPTS }, async (_, i) => await tokenFor('board', { role: 'host' }, -10 - i)));
  expect((await attempt(await tokenFor('board'))).code).toBe('in');
  await expectRefused(tokens);
});

test('F26: a token that expires during the stay lets nobody in again', async () => {
  // The clocks' tolerance of five seconds leaves it two or three; both clocks tick in seconds.
  const { token, expiresAt } = await signed('board', {}, -2);
  expect((await attempt(token)).code).toBe('in');
  await until('it has expired', () => Date.now() >= expiresAt + 6_000, 10_000);
  await expectRefused([token]);
});

test('F26: a revoked token is refused, however often its bearer comes back', async () => {
  const { token, jti, expiresAt } = await signed('board', { sub: 'eve' });
  expect((await attempt(token)).code).toBe('in');
  const headers = { authorization: `Bearer ${ADMIN_KEY}` };
  await fetch(`${sfu.url}/api/v1/tokens/${jti}?expiresAt=${expiresAt}`, { method: 'DELETE', headers });
  await expectRefused(Array<string>(ATTEMPTS).fill(token));
});
