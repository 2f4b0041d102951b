import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import type { Call } from '../../packages/client/src/index.ts';
import { fakeCall } from '../support/caller.ts';
import { atMost, figure, recordFault, rounds } from '../support/fault-record.ts';
import { offer } from '../support/http-media.ts';
import { capabilities, rawClient, type Joined, type RawClient } from '../support/raw.ts';
import { startSfu } from '../support/sfu.ts';
import { TOKEN_KEYS, signed, tokenFor } from '../support/tokens.ts';
import { until } from '../support/until.ts';

const ADMIN_KEY = 'a-long-enough-admin-key';
const BAR_MS = 1_000;
const ROUNDS = rounds(10, 100);

let sfu: Sfu;
let hana: Call;
let rtpCapabilities: unknown;
const clients: RawClient[] = [];

beforeEach(async () => {
  sfu = await startSfu({ tokenKeys: TOKEN_KEYS, adminKey: ADMIN_KEY, media: { workers: 1 } });
  rtpCapabilities = await capabilities(sfu.url);
  hana = fakeCall(sfu.url);
  await hana.join({ roomId: 'kick', name: 'Hana' });
});

afterEach(async () => {
  clients.splice(0).forEach((client) => client.close());
  hana.dispose();
  await sfu.close();
});

interface Stay {
  readonly client: RawClient;
  readonly peerId: string;
  readonly resumeToken: string;
}

async function enter(token: string): Promise<Stay> {
  const client = await rawClient(sfu.url);
  clients.push(client);
  const answer = await client.send<Joined>('join', { roomId: 'kick', name: 'Kim', rtpCapabilities, token });
  if (!answer.ok) {
    throw new Error(answer.error.code);
  }
  return { client, peerId: answer.data.snapshot.selfId, resumeToken: answer.data.resumeToken };
}

/** One request over a socket of its own. @returns how it was answered, and after how long from `since` on */
async function attempt(name: 'join' | 'resume', input: object, since = performance.now()): Promise<{ code: string; ms: number }> {
  const client = await rawClient(sfu.url);
  clients.push(client);
  const common = name === 'join' ? { name: 'Kim', rtpCapabilities } : {};
  const answer = await client.send(name, { roomId: 'kick', ...common, ...input });
  client.close();
  return { code: answer.ok ? 'OK' : answer.error.code, ms: performance.now() - since };
}

async function revoke(jti: string): Promise<void> {
  const response = await fetch(`${sfu.url}/api/v1/tokens/${jti}`, { method: 'DELETE', headers: { authorization: `Bearer ${ADMIN_KEY}` } });
  expect(response.status).toBe(204);
}

const closings = ({ client }: Stay): unknown[] => client.notifications.filter(({ name }) => name === 'closed').map(({ payload }) => payload);

describe('F26: who was removed and has a token', () => {
  test(`is refused with it, with another of the same subject, and with all that is left of the stay, ${ROUNDS} times`, async () => {
    const results: { code: string; ms: number }[] = [];
    const expected: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const sub = `kim-${round}`;
      const token = await tokenFor('kick', { sub });
      const another = await tokenFor('kick', { sub, role: 'host' });
      // Half of them while their socket is lost.
      const kim = await enter(token);
      if (round % 2 === 1) {
        kim.client.socket.io.engine.close();
      }
      const since = performance.now();
      await hana.host.removePeer(kim.peerId);
      const { resumeToken } = kim;
      results.push(
        await attempt('join', { token }, since),
        await attempt('join', { token: another }, since),
        await attempt('join', { token, resumeToken }, since),
        await attempt('join', { resumeToken, clientId: 'a-browser-of-its-own' }, since),
        await attempt('resume', { resumeToken }, since),
      );
      expected.push('REMOVED', 'REMOVED', 'REMOVED', 'REMOVED', 'NOT_FOUND');
      if (round % 2 === 0) {
        expect(closings(kim)).toEqual([{ reason: 'removed' }]);
      }
    }
    expect(results.map(({ code }) => code)).toEqual(expected);
    expect(sfu.census().peers).toBe(1);
    expect(Math.max(...results.map(({ ms }) => ms))).toBeLessThan(atMost(BAR_MS));
    recordFault({
      id: 'F26',
      injected: results.length,
      recovered: results.filter(({ code }, i) => code === expected[i]).length,
      figures: [figure('from the removal to the refusal', 'ms', results.map(({ ms }) => ms), { max: BAR_MS })],
    });
  });

  test('does not come back as an encoder either; another subject may come, by the same browser', async () => {
    const kim = await enter(await tokenFor('kick', { sub: 'kim' }));
    await hana.host.removePeer(kim.peerId);
    const publish = await fetch(`${sfu.url}/whip/kick`, {
      method: 'POST',
      headers: { 'content-type': 'application/sdp', authorization: `Bearer ${await tokenFor('kick', { sub: 'kim', publish: true })}` },
      body: offer(),
    });
    expect(publish.status).toBe(403);
    expect((await attempt('join', { token: await tokenFor('kick', { sub: 'lea' }) })).code).toBe('OK');
  });
});

describe('F26: a token that is revoked during the stay that it let in', () => {
  test('ends it; neither it nor what is left of the stay opens anything, and another token does', async () => {
    const { token, jti } = await signed('kick', { sub: 'kim' });
    const [kim, lea] = [await enter(token), await enter(await tokenFor('kick', { sub: 'lea' }))];
    const since = performance.now();
    await revoke(jti);
    await until('Kim is told', () => closings(kim).length > 0, atMost(BAR_MS));
    expect(closings(kim)).toEqual([{ reason: 'removed' }]);
    const { resumeToken } = kim;
    const results = [
      await attempt('join', { token }, since),
      await attempt('join', { token, resumeToken }, since),
      await attempt('join', { resumeToken }, since),
      await attempt('resume', { resumeToken }, since),
      // On the very socket.
      { code: String((await kim.client.send('sendChat', { text: 'still here' })).ok), ms: performance.now() - since },
    ];
    expect(results.map(({ code }) => code)).toEqual(['TOKEN_INVALID', 'TOKEN_INVALID', 'REMOVED', 'NOT_FOUND', 'false']);
    expect(Math.max(...results.map(({ ms }) => ms))).toBeLessThan(atMost(BAR_MS));
    expect(closings(lea)).toEqual([]);
    expect((await attempt('join', { token: await tokenFor('kick', { sub: 'kim' }) })).code).toBe('OK');
  });

  test('ends it also while its socket is lost', async () => {
    const { token, jti } = await signed('kick');
    const kim = await enter(token);
    kim.client.socket.io.engine.close();
    await revoke(jti);
    expect((await attempt('resume', { resumeToken: kim.resumeToken })).code).toBe('NOT_FOUND');
    expect(sfu.census().peers).toBe(1);
  });

  test('lets nobody in who is on the way in', async () => {
    const { token, jti } = await signed('kick');
    const pids = sfu.workerPids();
    // Its media are asked for, and do not come.
    pids.forEach((pid) => process.kill(pid, 'SIGSTOP'));
    const coming = attempt('join', { token });
    await until('it is on its way', () => sfu.census().peers === 2);
    await revoke(jti);
    pids.forEach((pid) => process.kill(pid, 'SIGCONT'));
    const { code } = await coming;
    expect(code).toBe('TOKEN_INVALID');
    expect(sfu.census().peers).toBe(1);
  });

  test('ends the session of an encoder', async () => {
    const { token, jti } = await signed('kick', { publish: true });
    const headers = { 'content-type': 'application/sdp', authorization: `Bearer ${token}` };
    const began = await fetch(`${sfu.url}/whip/kick`, { method: 'POST', headers, body: offer() });
    expect(began.status).toBe(201);
    expect(sfu.census().peers).toBe(2);
    await revoke(jti);
    expect(sfu.census().peers).toBe(1);
    const session = `${sfu.url}${began.headers.get('location') ?? ''}`;
    expect((await fetch(session, { method: 'DELETE' })).status).toBe(404);
    expect((await fetch(`${sfu.url}/whip/kick`, { method: 'POST', headers, body: offer() })).status).toBe(401);
  });
});
