import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { PROTOCOL_VERSION } from '@plenary/protocol';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { rawClient, type Joined, type RawClient } from '../support/raw.ts';
import { startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

/*
 * Who joined and cut the socket, again and again, held a place in the room for each time, however few sockets an
 * address may have.
 */
const MOST = 3;
let sfu: Sfu;
const clients: RawClient[] = [];

beforeEach(async () => {
  sfu = await startSfu({ media: { workers: 1 }, limits: { connectionsPerAddress: MOST } });
});
afterEach(async () => {
  clients.splice(0).forEach((client) => client.close());
  await sfu.close();
});

async function enter(address: string): Promise<RawClient & Pick<Joined, 'resumeToken'>> {
  const client = await rawClient(sfu.url, { protocol: PROTOCOL_VERSION }, { 'x-forwarded-for': address });
  clients.push(client);
  const { resumeToken } = await client.join('places');
  return { ...client, resumeToken };
}

const cut = async ({ socket }: RawClient): Promise<void> => {
  const before = sfu.census().connections;
  socket.io.engine.close();
  await until('the socket is gone', () => sfu.census().connections < before);
};

test('an address keeps no more places without sockets than it may have sockets', async () => {
  for (let round = 0; round < 3 * MOST; round++) {
    await cut(await enter('203.0.113.7'));
  }
  expect(sfu.census().peers).toBe(MOST);
  // Others are not concerned.
  await cut(await enter('203.0.113.8'));
  expect(sfu.census().peers).toBe(MOST + 1);
});

test('a place that is taken up again counts no more', async () => {
  const stays = [];
  for (let round = 0; round < MOST; round++) {
    const stay = await enter('203.0.113.7');
    await cut(stay);
    stays.push(stay);
  }
  const back = await rawClient(sfu.url, { protocol: PROTOCOL_VERSION }, { 'x-forwarded-for': '203.0.113.7' });
  clients.push(back);
  expect(await back.send('resume', { roomId: 'places', resumeToken: stays[0]?.resumeToken })).toMatchObject({ ok: true });
  await cut(await enter('203.0.113.7'));
  expect(sfu.census().peers).toBe(MOST + 1);
});
