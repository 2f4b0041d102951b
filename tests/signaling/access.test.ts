import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Grant } from '../../apps/sfu/src/access/grant.ts';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { offer } from '../support/http-media.ts';
import { opusParameters, rawClient, type Joined, type RawClient } from '../support/raw.ts';
import { startSfu } from '../support/sfu.ts';
import { TOKEN_KEYS, signed, tokenFor } from '../support/tokens.ts';
import { until } from '../support/until.ts';

const ADMIN_KEY = 'a-long-enough-admin-key';
const clients: RawClient[] = [];
let open: Sfu;
let closed: Sfu;
let rooms = 0;

beforeAll(async () => {
  const settings = { tokenKeys: TOKEN_KEYS, adminKey: ADMIN_KEY, media: { workers: 1 } };
  [open, closed] = await Promise.all([startSfu(settings), startSfu({ ...settings, access: 'closed' })]);
});
afterEach(async () => {
  clients.splice(0).forEach((client) => client.close());
  await until('they have gone', () => [open, closed].every((server) => server.census().connections === 0));
});
afterAll(async () => void (await Promise.all([open?.close(), closed?.close()])));

const newRoom = (): string => `access-${++rooms}`;

interface In extends Joined {
  readonly client: RawClient;
}

async function join(server: Sfu, roomId: string, more: object = {}, from?: string): Promise<In> {
  const client = await rawClient(server.url, undefined, from === undefined ? {} : { 'x-forwarded-for': from });
  clients.push(client);
  return { client, ...(await client.join(roomId, 'Typed', more)) };
}

const joinWith = async (server: Sfu, room: string, grant: Partial<Grant> = {}, more: object = {}): Promise<In> =>
  await join(server, room, { token: await tokenFor(room, grant), ...more });

const roleOf = ({ snapshot }: Joined): string => snapshot.self.role;

const told = (client: RawClient, name: string): unknown[] =>
  client.notifications.filter((one) => one.name === name).map(({ payload }) => payload);

describe('an open deployment', () => {
  test('lets everybody in, and the first is the host', async () => {
    const room = newRoom();
    expect(roleOf(await join(open, room))).toBe('host');
    expect(roleOf(await join(open, room))).toBe('speaker');
  });

  test('tells who comes in what their token leaves of their rights', async () => {
    const room = newRoom();
    const permissionsOf = ({ snapshot }: Joined): unknown => (snapshot.self as { permissions?: unknown }).permissions;
    expect(permissionsOf(await join(open, room))).toBeNull();
    expect(permissionsOf(await joinWith(open, room))).toBeNull();
    expect(permissionsOf(await joinWith(open, room, { permissions: ['chat', 'publishMic'] }))).toEqual(['publishMic', 'chat']);
    expect(permissionsOf(await joinWith(open, room, { permissions: [] }))).toEqual([]);
  });

  test('looks at a token all the same', async () => {
    const room = newRoom();
    const guest = await joinWith(open, room, { name: 'Ann', role: 'viewer' });
    expect(guest.snapshot.self).toMatchObject({ name: 'Ann', role: 'viewer' });
    await expect(join(open, room, { token: 'nonsense' })).rejects.toThrow('TOKEN_INVALID');
    await expect(join(open, room, { token: await tokenFor(newRoom()) })).rejects.toThrow('TOKEN_INVALID');
  });
});

describe('a closed deployment', () => {
  test('lets nobody in without a good token, and says the same of rooms that are there and that are not', async () => {
    const room = newRoom();
    await joinWith(closed, room);
    for (const roomId of [room, newRoom()]) {
      await expect(join(closed, roomId)).rejects.toThrow('TOKEN_REQUIRED');
      await expect(join(closed, roomId, { watch: true })).rejects.toThrow('TOKEN_REQUIRED');
      await expect(join(closed, roomId, { token: await tokenFor('another') })).rejects.toThrow('TOKEN_INVALID');
      await expect(join(closed, roomId, { token: await tokenFor(roomId, { publish: true }) })).rejects.toThrow('TOKEN_INVALID');
    }
    // Nobody who was refused made a room.
    expect(closed.census().rooms).toBe(1);
  });

  test('has no host but by token, and none takes their place by being there', async () => {
    const room = newRoom();
    const guest = await joinWith(closed, room);
    const host = await joinWith(closed, room, { role: 'host' });
    expect([guest, host].map(roleOf)).toEqual(['speaker', 'host']);
    await host.client.send('leave', {});
    await until('the host has left', () => told(guest.client, 'peersChanged').length > 1);
    expect(told(guest.client, 'roleChanged')).toEqual([]);
  });

  test('plays to no player without a token', async () => {
    const room = newRoom();
    const post = async (token?: string): Promise<number> => (await fetch(`${closed.url}/whep/${room}`, {
      method: 'POST',
      headers: { 'content-type': 'application/sdp', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      body: offer({ direction: 'recvonly' }),
    })).status;
    expect(await post()).toBe(401);
    expect(await post(await tokenFor('another', { subscribe: true }))).toBe(401);
    // Let in; but nobody publishes yet.
    expect(await post(await tokenFor(room, { subscribe: true }))).toBe(409);
    expect(await post(await tokenFor(room))).toBe(409);
  });
});

describe('what the token says', () => {
  test('holds, whatever the room is and whoever is there', async () => {
    const room = newRoom();
    const watching = await joinWith(open, room, { role: 'viewer' });
    const speaking = await joinWith(open, room, { role: 'speaker' });
    const hosting = await joinWith(open, room, { role: 'host' });
    expect([watching, speaking, hosting].map(roleOf)).toEqual(['viewer', 'speaker', 'host']);
    await hosting.client.send('setRoomSettings', { kind: 'broadcast', maxSpeakers: 2 });
    expect(roleOf(await joinWith(open, room))).toBe('viewer');
    // A host has a place on a stage that is full.
    expect(roleOf(await joinWith(open, room, { role: 'host' }))).toBe('host');
    expect(roleOf(await joinWith(open, room, { role: 'host' }, { watch: true }))).toBe('viewer');
  });

  test('narrows the rights of the role on the server', async () => {
    const room = newRoom();
    const { client, sendTransport } = await joinWith(open, room, { role: 'speaker', permissions: ['publishMic', 'raiseHand'] });
    const produce = async (source: string) => await client.send('produce', {
      transportId: sendTransport.id, source, rtpParameters: opusParameters(source.length), paused: false,
    });
    expect(await produce('mic')).toMatchObject({ ok: true });
    for (const source of ['camera', 'screen', 'screenAudio']) {
      expect(await produce(source)).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    }
    expect(await client.send('raiseHand', { raised: true })).toMatchObject({ ok: true });
    expect(await client.send('sendChat', { text: 'hello' })).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    expect(await client.send('setRoomSettings', {})).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
  });

  test('who may publish nothing is given no transport for it', async () => {
    const { client, sendTransport, recvTransport } = await joinWith(open, newRoom(), { role: 'speaker', permissions: [] });
    expect(sendTransport).toBeNull();
    expect(await client.send('openSendTransport', { recvTransportId: recvTransport.id })).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
  });

  test('a second stay of the same person takes the place of the first', async () => {
    const room = newRoom();
    const first = await joinWith(open, room, { sub: 'ann' });
    await joinWith(open, room, { sub: 'ben' });
    const second = await joinWith(open, room, { sub: 'ann' });
    await until('the first was told', () => told(first.client, 'closed').length === 1);
    expect(told(first.client, 'closed')).toEqual([{ reason: 'replaced' }]);
    expect([roleOf(first), roleOf(second), open.census().peers]).toEqual(['host', 'host', 2]);
  });

  test('of two stays that begin together, one is left', async () => {
    const room = newRoom();
    const joins = Array.from({ length: 5 }, async () => await joinWith(open, room, { sub: 'ann' }));
    const outcomes = await Promise.allSettled(joins);
    // Who was on the way in when the next one came is told so; the last one is in.
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(1);
    for (const outcome of outcomes) {
      expect(outcome.status === 'rejected' ? (outcome.reason as Error).message : 'CONFLICT').toBe('CONFLICT');
    }
    expect(open.census().peers).toBe(1);
  });

  test('another person’s resume token is of no use', async () => {
    const room = newRoom();
    const host = await joinWith(open, room, { sub: 'ann', role: 'host' });
    const other = await joinWith(open, room, { sub: 'eve', role: 'viewer' }, { resumeToken: host.resumeToken });
    expect([roleOf(other), told(host.client, 'closed')]).toEqual(['viewer', []]);
  });
});

describe('the API', () => {
  const ask = async (method: string, path: string, body?: object, key = ADMIN_KEY): Promise<Response> =>
    await fetch(`${closed.url}/api/v1/tokens${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  test('makes tokens, and revokes them', async () => {
    const room = newRoom();
    const answer = await ask('POST', '', { room, name: 'Zoë', role: 'host', permissions: ['moderate'], sub: 'zoe', ttl: 60 });
    expect(answer.status).toBe(201);
    const { token, jti, expiresAt } = (await answer.json()) as { token: string; jti: string; expiresAt: number };
    expect((await join(closed, room, { token })).snapshot.self).toMatchObject({ name: 'Zoë', role: 'host' });
    expect((await ask('DELETE', `/${jti}`, undefined, 'another-long-admin-key')).status).toBe(401);
    expect((await ask('DELETE', `/${jti}?expiresAt=${expiresAt}`)).status).toBe(204);
    await expect(join(closed, room, { token })).rejects.toThrow('TOKEN_INVALID');
  });

  test('makes none with rights that there are not', async () => {
    expect((await ask('POST', '', { room: newRoom(), role: 'admin' })).status).toBe(400);
    expect((await ask('POST', '', { room: newRoom(), permissions: ['join'] })).status).toBe(400);
    expect((await ask('POST', '', { room: newRoom(), rights: [] })).status).toBe(400);
  });

  test('makes them for an hour unless asked otherwise, and for a year at the most', async () => {
    const year = 365 * 24 * 3_600;
    const seconds = async (more: object): Promise<number> => {
      const { expiresAt } = (await (await ask('POST', '', { room: newRoom(), ...more })).json()) as { expiresAt: number };
      return Math.round((expiresAt - Date.now()) / 100_000) * 100;
    };
    expect([await seconds({}), await seconds({ ttl: year })]).toEqual([3_600, year]);
    expect((await ask('POST', '', { room: newRoom(), ttl: year + 1 })).status).toBe(400);
  });

  test('reads no more than a small body', async () => {
    expect((await ask('POST', '', { room: newRoom(), name: 'x'.repeat(2_000) })).status).toBe(413);
  });
});

test('tokens and addresses that try many rooms are held up, and others are not', async () => {
  const room = newRoom();
  await join(open, room);
  const guesser = await rawClient(open.url, undefined, { 'x-forwarded-for': '203.0.113.9' });
  clients.push(guesser);
  const outcomes: string[] = [];
  // A few from each socket: one socket alone meets another limit.
  for (let i = 0; i < 13; i++) {
    const client = await rawClient(open.url, undefined, { 'x-forwarded-for': '203.0.113.9' });
    for (let attempt = 0; attempt < 9; attempt++) {
      const answer = await client.send('join', { roomId: `guess-${i}-${attempt}`, name: 'Eve', rtpCapabilities: {}, token: i % 2 === 0 ? 'a.b.c' : undefined });
      outcomes.push(answer.ok ? 'in' : answer.error.code);
      await client.send('leave', {});
    }
    client.close();
  }
  expect(outcomes.at(-1)).toBe('RATE_LIMITED');
  // Not even one that is open, or the difference would tell.
  await expect(guesser.join(room)).rejects.toThrow('RATE_LIMITED');
  expect(roleOf(await join(open, room, { token: await tokenFor(room) }, '203.0.113.9'))).toBe('speaker');
  expect(roleOf(await join(open, room, {}, '203.0.113.10'))).toBe('speaker');
}, 30_000);

test('a ticket for HLS is to be had for a token, and opens one room’s files', async () => {
  const room = newRoom();
  const { token, jti } = await signed(room);
  const ask = async (path: string, method = 'GET', bearer?: string): Promise<Response> =>
    await fetch(`${closed.url}/hls/${path}`, { method, ...(bearer === undefined ? {} : { headers: { authorization: `Bearer ${bearer}` } }) });
  expect((await ask(`${room}/index.m3u8`)).status).toBe(401);
  expect((await ask(`${room}/ticket`, 'POST')).status).toBe(401);
  expect((await ask(`${room}/ticket`, 'POST', await tokenFor('another'))).status).toBe(401);
  expect((await ask(`${room}/ticket`, 'POST', await tokenFor(room, { publish: true }))).status).toBe(403);
  const { url } = (await (await ask(`${room}/ticket`, 'POST', token)).json()) as { url: string };
  const query = url.split('?')[1];
  // 404: it would be let in, if the room were sent out.
  expect((await ask(`${room}/index.m3u8`, 'GET', token)).status).toBe(404);
  expect((await ask(`${room}/index.m3u8?${query}`)).status).toBe(404);
  expect((await ask(`${room}/segment.mp4?${query}`)).status).toBe(404);
  expect((await ask(`another/index.m3u8?${query}`)).status).toBe(401);
  expect((await ask(`${room}/index.m3u8?${query?.slice(0, -2)}`)).status).toBe(401);
  expect((await ask(`${room}/index.m3u8?ticket=a&ticket=b`)).status).toBe(401);
  await fetch(`${closed.url}/api/v1/tokens/${jti}`, { method: 'DELETE', headers: { authorization: `Bearer ${ADMIN_KEY}` } });
  expect((await ask(`${room}/index.m3u8?${query}`)).status).toBe(401);
});
