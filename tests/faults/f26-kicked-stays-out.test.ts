import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import type { Call } from '../../packages/client/src/index.ts';
import { fakeCall } from '../support/caller.ts';
import { atMost } from '../support/fault-record.ts';
import { capabilities, rawClient, type Joined } from '../support/raw.ts';
import { startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

const ROUNDS = 50;
const BAR_MS = 1_000;
const CLIENT_ID = 'a-browsers-own-id';

let sfu: Sfu;
let hana: Call;
let rtpCapabilities: unknown;

beforeEach(async () => {
  sfu = await startSfu({ media: { workers: 1 } });
  rtpCapabilities = await capabilities(sfu.url);
  hana = fakeCall(sfu.url);
  await hana.join({ roomId: 'kick', name: 'Hana' });
});

afterEach(async () => {
  hana.dispose();
  await sfu.close();
});

/** One attempt to join over a socket of its own, and how long the answer took from the removal on. */
async function attempt(marks: object, since: number): Promise<{ code: string; ms: number }> {
  const client = await rawClient(sfu.url);
  const answer = await client.send('join', { roomId: 'kick', name: 'Kim', rtpCapabilities, ...marks });
  client.close();
  return { code: answer.ok ? 'OK' : answer.error.code, ms: performance.now() - since };
}

describe('F26: who was removed', () => {
  test(`is refused by resume token and by client, ${ROUNDS} times of ${ROUNDS}, within ${BAR_MS} ms`, async () => {
    const results: { code: string; ms: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const clientId = `${CLIENT_ID}-${round}`;
      const kim = await rawClient(sfu.url);
      const joined = await kim.send<Joined>('join', { roomId: 'kick', name: 'Kim', rtpCapabilities, clientId });
      if (!joined.ok) {
        throw new Error(joined.error.code);
      }
      const { resumeToken, snapshot } = joined.data;
      const since = performance.now();
      await hana.host.removePeer(snapshot.selfId);
      results.push(
        await attempt({ resumeToken }, since),
        await attempt({ clientId }, since),
        await attempt({ clientId, resumeToken, watch: true }, since),
      );
      expect(kim.notifications.filter(({ name }) => name === 'closed')).toEqual([{ name: 'closed', payload: { reason: 'removed' } }]);
      kim.close();
    }
    expect(results.filter(({ code }) => code !== 'REMOVED')).toEqual([]);
    expect(Math.max(...results.map(({ ms }) => ms))).toBeLessThan(atMost(BAR_MS));
    expect(sfu.census().peers).toBe(1);
  });

  test('is refused on the very socket that they were removed from, which does not come back by itself', async () => {
    const kim = fakeCall(sfu.url, { clientId: CLIENT_ID });
    await kim.join({ roomId: 'kick', name: 'Kim' });
    await hana.host.removePeer(kim.getState().room?.selfId ?? '');
    await until('Kim is told', () => kim.getState().connection.status === 'closed');
    expect(kim.getState().connection).toEqual({ status: 'closed', reason: 'removed' });
    await expect(kim.join({ roomId: 'kick', name: 'Kim' })).rejects.toMatchObject({ code: 'REMOVED' });
    expect(sfu.census().peers).toBe(1);
    kim.dispose();
  });

  test('does not keep a deserted room open by knocking', async () => {
    const short = await startSfu({ media: { workers: 1 }, rooms: { graceSeconds: 3 } });
    const [host, kim] = [fakeCall(short.url), fakeCall(short.url, { clientId: CLIENT_ID })];
    await host.join({ roomId: 'kick', name: 'Hana' });
    await kim.join({ roomId: 'kick', name: 'Kim' });
    await host.host.removePeer(kim.getState().room?.selfId ?? '');
    await until('Kim is told', () => kim.getState().connection.status === 'closed');
    await host.leave();
    await expect(kim.join({ roomId: 'kick', name: 'Kim' })).rejects.toMatchObject({ code: 'REMOVED' });
    await until('the room is gone', () => short.census().rooms === 0, 15_000);
    [host, kim].forEach((each) => each.dispose());
    await short.close();
  });

  test('can’t knock at the lobby either; others can', async () => {
    const kim = fakeCall(sfu.url, { clientId: CLIENT_ID });
    await kim.join({ roomId: 'kick', name: 'Kim' });
    await hana.host.removePeer(kim.getState().room?.selfId ?? '');
    await hana.setRoomSettings({ lobby: true });
    expect((await attempt({ clientId: CLIENT_ID }, 0)).code).toBe('REMOVED');
    expect((await attempt({ clientId: 'another-browsers-id' }, 0)).code).toBe('OK');
    kim.dispose();
  });
});
