import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import type { Call } from '../../packages/client/src/index.ts';
import { fakeCall } from '../support/caller.ts';
import { freePort } from '../support/free-port.ts';
import { capabilities, rawClient, type Joined, type RawClient } from '../support/raw.ts';
import { startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

const ROOM = 'daily';
const ADMIN_KEY = 'a-key-for-the-admin-api';
const TOKEN_KEYS = [{ id: 'a', secret: 'a-secret-of-thirty-two-characters' }];
const code = (expected: string) => expect.objectContaining({ code: expected });

let folder: string;
let handoverFile: string;
let sfu: Sfu;
const raws: RawClient[] = [];
const calls: Call[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plenary-handover-'));
  handoverFile = join(folder, 'handover.json');
  // It is listened on again after a restart: nobody else may be given it meanwhile.
  sfu = await start(60, await freePort());
});

afterEach(async () => {
  raws.splice(0).forEach((raw) => raw.close());
  calls.splice(0).forEach((call) => call.dispose());
  await sfu.close();
  await rm(folder, { recursive: true, force: true });
});

async function start(handoverSeconds: number, port: number): Promise<Sfu> {
  return await startSfu({
    handoverFile, adminKey: ADMIN_KEY, tokenKeys: TOKEN_KEYS,
    http: { port }, media: { workers: 1 }, rooms: { handoverSeconds },
  });
}

/** The server ends as on SIGTERM, and another begins. */
async function restart(handoverSeconds = 60): Promise<void> {
  await sfu.close();
  raws.splice(0).forEach((raw) => raw.close());
  sfu = await start(handoverSeconds, Number(new URL(sfu.url).port));
}

interface Stay extends Joined {
  readonly client: RawClient;
  readonly role: string;
  readonly id: string;
}

/** A client that has all it needs to join. */
async function atTheDoor(): Promise<{ client: RawClient; rtpCapabilities: unknown }> {
  const client = await rawClient(sfu.url);
  raws.push(client);
  return { client, rtpCapabilities: await capabilities(sfu.url) };
}

async function ask(more: object, by = atTheDoor()): Promise<Stay | { code: string }> {
  const { client, rtpCapabilities } = await by;
  const answer = await client.send<Joined & { status: string }>('join', { roomId: ROOM, name: 'Somebody', rtpCapabilities, ...more });
  if (!answer.ok) {
    return answer.error;
  }
  if (answer.data.status !== 'joined') {
    return { code: answer.data.status };
  }
  const { snapshot } = answer.data;
  return { ...answer.data, client, role: snapshot.self.role, id: snapshot.selfId };
}

async function enter(more: object = {}): Promise<Stay> {
  const stay = await ask(more);
  if (!('client' in stay)) {
    throw new Error(stay.code);
  }
  return stay;
}

/** How somebody is answered who asks to come in. */
const knock = async (more: object = {}): Promise<string> => {
  const answer = await ask(more);
  return 'client' in answer ? answer.role : answer.code;
};

const settingsOf = async (method: string, change?: object): Promise<Record<string, unknown>> => {
  const response = await fetch(`${sfu.url}/api/v1/admin/rooms/${ROOM}/settings`, {
    method,
    headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
    ...(change === undefined ? {} : { body: JSON.stringify(change) }),
  });
  return (await response.json()) as Record<string, unknown>;
};

async function mint(grant: object): Promise<{ token: string; jti: string }> {
  const response = await fetch(`${sfu.url}/api/v1/tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ room: ROOM, ...grant }),
  });
  return (await response.json()) as { token: string; jti: string };
}

describe('after a restart', () => {
  test('everyone is who they were, whoever comes first; strangers lead nothing', async () => {
    const [hana, sam] = [await enter(), await enter()];
    expect([hana.role, sam.role]).toEqual(['host', 'speaker']);
    await restart();
    expect(await knock()).toBe('speaker');
    const samAgain = await enter({ resumeToken: sam.resumeToken });
    expect([samAgain.role, samAgain.id]).toEqual(['speaker', sam.id]);
    const hanaAgain = await enter({ resumeToken: hana.resumeToken });
    expect([hanaAgain.role, hanaAgain.id]).toEqual(['host', hana.id]);
    // The stay was taken up: the same token opens no second one beside it.
    expect((await enter({ resumeToken: hana.resumeToken })).id).toBe(hana.id);
    expect(sfu.census().peers).toBe(3);
  });

  test('a stay is taken up once, though it is known by two tokens', async () => {
    const first = await enter();
    const second = await enter({ resumeToken: first.resumeToken });
    await restart();
    // Both at once: the later one finds the other on its way in.
    const ready = await Promise.all([first, second].map(async ({ resumeToken }) => ({ resumeToken, by: await atTheDoor() })));
    const answers = await Promise.all(ready.map(async ({ resumeToken, by }) => await ask({ resumeToken }, Promise.resolve(by))));
    expect(answers.filter((answer) => 'client' in answer)).toHaveLength(1);
    expect(answers.filter((answer) => !('client' in answer))).toEqual([code('CONFLICT')]);
    await until('one is there', () => sfu.census().peers === 1 && sfu.census().transports === 1);
  });

  test('a locked room is locked, for strangers only, however often they knock', async () => {
    const [hana, sam, gone] = [await enter(), await enter(), await enter()];
    await gone.client.send('leave', {});
    await hana.client.send('setRoomSettings', { locked: true, lastNVideo: 7 });
    await restart();
    // Nobody is in: each knock opens the room, which then closes again.
    for (let i = 0; i < 3; i++) {
      expect(await knock()).toBe('LOCKED');
      await until('the room is closed', () => sfu.census().rooms === 0);
    }
    expect(await knock({ watch: true })).toBe('LOCKED');
    expect(await knock({ resumeToken: 'made-up' })).toBe('LOCKED');
    expect(await knock({ resumeToken: gone.resumeToken })).toBe('speaker');
    expect(await knock({ resumeToken: sam.resumeToken })).toBe('speaker');
    expect(await knock({ resumeToken: hana.resumeToken })).toBe('host');
    expect(await settingsOf('GET')).toMatchObject({ open: true, settings: { locked: true, lastNVideo: 7 } });
  });

  test('a lobby is a lobby', async () => {
    const [hana, sam] = [await enter(), await enter()];
    await hana.client.send('setRoomSettings', { lobby: true });
    await restart();
    expect(await knock({ resumeToken: sam.resumeToken })).toBe('speaker');
    expect(await knock()).toBe('lobby');
    const again = await enter({ resumeToken: hana.resumeToken });
    expect(again.snapshot).toMatchObject({ lobby: { total: 1 } });
  });

  test('who was removed is refused, by token of the stay and by client', async () => {
    const [hana, kim] = [await enter(), await enter({ clientId: 'a-browsers-own-id' })];
    await hana.client.send('removePeer', { peerId: kim.id });
    await restart();
    expect(await knock({ resumeToken: kim.resumeToken })).toBe('REMOVED');
    expect(await knock({ clientId: 'a-browsers-own-id' })).toBe('REMOVED');
    await enter({ resumeToken: hana.resumeToken });
    expect(await knock({ clientId: 'a-browsers-own-id' })).toBe('REMOVED');
    await restart();
    expect(await knock({ clientId: 'a-browsers-own-id' })).toBe('REMOVED');
  });

  test('who was turned away in the lobby waits on, and nobody else', async () => {
    const hana = await enter();
    await hana.client.send('setRoomSettings', { lobby: true });
    expect(await knock({ clientId: 'a-browsers-own-id' })).toBe('lobby');
    const lobby = (): { visitors: { id: string }[] } | undefined =>
      hana.client.notifications.findLast(({ name }) => name === 'lobbyChanged')?.payload as never;
    await until('Hana sees them', () => lobby()?.visitors.length === 1);
    expect(await hana.client.send('deny', { visitorId: lobby()?.visitors[0]?.id })).toMatchObject({ ok: true });
    expect(await knock({ clientId: 'a-browsers-own-id' })).toBe('DENIED');
    await restart();
    expect(await knock({ clientId: 'a-browsers-own-id' })).toBe('DENIED');
    expect(await knock({ clientId: 'another-browsers-id' })).toBe('lobby');
    await restart();
    expect(await knock({ clientId: 'a-browsers-own-id' })).toBe('DENIED');
  });

  test('who has an identity is known by it, and nobody else by its stay', async () => {
    const [ann, eve, kim] = [await mint({ sub: 'ann' }), await mint({ sub: 'eve' }), await mint({ sub: 'kim' })];
    const first = await enter({ token: ann.token });
    const removed = await enter({ token: kim.token });
    await first.client.send('removePeer', { peerId: removed.id });
    await first.client.send('setRoomSettings', { locked: true });
    await restart();
    expect(await knock({ token: kim.token })).toBe('REMOVED');
    expect(await knock({ token: eve.token, resumeToken: first.resumeToken })).toBe('LOCKED');
    expect(await knock({ resumeToken: first.resumeToken })).toBe('LOCKED');
    // By another browser, with the same token of identity.
    const again = await enter({ token: ann.token });
    expect([again.role, again.id]).toEqual(['host', first.id]);
  });

  test('an encrypted room is one, whoever knocks first', async () => {
    const announcement = 'a'.repeat(130);
    const hana = await ask({ e2ee: announcement });
    expect(hana).toHaveProperty('client');
    await restart();
    expect(await knock()).toBe('E2EE_REQUIRED');
  });

  test('a token that was revoked lets nobody in', async () => {
    const { token, jti } = await mint({ role: 'host' });
    const revoked = await fetch(`${sfu.url}/api/v1/tokens/${jti}`, { method: 'DELETE', headers: { authorization: `Bearer ${ADMIN_KEY}` } });
    expect(revoked.ok).toBe(true);
    await restart();
    expect(await knock({ token })).toBe('TOKEN_INVALID');
  });

  test('settings that wait for a room’s opening still do, and those of one that goes on can be changed before', async () => {
    await settingsOf('PUT', { lobby: true });
    await restart();
    expect(await settingsOf('GET')).toMatchObject({ open: false, settings: { lobby: true } });
    const hana = await enter();
    await hana.client.send('setRoomSettings', { lobby: false, locked: true });
    await restart();
    expect(await settingsOf('GET')).toMatchObject({ open: false, settings: { lobby: false, locked: true } });
    expect(await settingsOf('PUT', { locked: false })).toMatchObject({ settings: { locked: false } });
    expect(await knock()).toBe('speaker');
  });
});

describe('the time for coming back', () => {
  test('over, the longest there is host, and the host of before is one again when they come after all', async () => {
    const [hana, sam] = [await enter(), await enter()];
    await restart(3);
    const first = await enter({ resumeToken: sam.resumeToken });
    expect(first.role).toBe('speaker');
    await until('Sam is host', () => first.client.notifications.some(({ name, payload }) =>
      name === 'roleChanged' && (payload as { role: string }).role === 'host'), 10_000);
    expect(await knock({ resumeToken: hana.resumeToken })).toBe('host');
  });

  test('over, who comes late still passes the lock', async () => {
    const [hana, sam, tim] = [await enter(), await enter(), await enter()];
    await hana.client.send('setRoomSettings', { locked: true });
    await restart(3);
    const first = await enter({ resumeToken: sam.resumeToken });
    await until('Sam is host', () => first.client.notifications.some(({ name }) => name === 'roleChanged'), 10_000);
    expect([await knock(), await knock({ resumeToken: tim.resumeToken })]).toEqual(['LOCKED', 'speaker']);
  });

  test('over, a room that nobody came back to is as any other', async () => {
    const hana = await enter();
    await hana.client.send('setRoomSettings', { locked: true });
    await restart(3);
    expect(await knock()).toBe('LOCKED');
    await until('it is open again', async () => await knock() === 'host', 10_000);
  });

  test('begins anew with another restart: whoever did not come meanwhile is still awaited', async () => {
    const [hana, sam] = [await enter(), await enter()];
    await restart();
    const again = await enter({ resumeToken: sam.resumeToken });
    await restart();
    expect(await knock()).toBe('speaker');
    expect((await enter({ resumeToken: again.resumeToken })).id).toBe(sam.id);
    expect((await enter({ resumeToken: hana.resumeToken })).role).toBe('host');
  });
});

test('clients come back by themselves, as who they were', async () => {
  const [hana, sam] = [fakeCall(sfu.url), fakeCall(sfu.url)];
  calls.push(hana, sam);
  await hana.join({ roomId: ROOM, name: 'Hana' });
  await sam.join({ roomId: ROOM, name: 'Sam' });
  await hana.setRoomSettings({ locked: true });
  const before = [hana, sam].map((call) => call.getState().room?.selfId);
  await sfu.close();
  await until('they know', () => [hana, sam].every((call) => call.getState().connection.status === 'reconnecting'));
  await restart();
  await until('they are back', () => [hana, sam].every((call) => call.getState().connection.status === 'joined'), 20_000);
  expect([hana, sam].map((call) => call.getState().room?.selfId)).toEqual(before);
  expect([hana, sam].map((call) => call.getState().room?.self.role)).toEqual(['host', 'speaker']);
  expect(hana.getState().room?.settings.locked).toBe(true);
});

test('the file tells no secret, no name and nothing that was written', async () => {
  const { token, jti } = await mint({ sub: 'ann@example.org', name: 'Ann Secret' });
  const ann = await enter({ token, clientId: 'a-browsers-own-id' });
  const kim = await enter({ name: 'Kim Secret', clientId: 'another-browsers-id' });
  await ann.client.send('sendChat', { text: 'a planted text' });
  await ann.client.send('removePeer', { peerId: kim.id });
  await sfu.close();
  const text = await readFile(handoverFile, 'utf8');
  expect(text).toContain(ann.id);
  const planted = [token, jti, ann.resumeToken, kim.resumeToken, 'ann@example.org', 'Secret', 'browsers', 'planted'];
  expect(planted.filter((secret) => text.includes(secret))).toEqual([]);
});

test('without a file a restart forgets, and nothing is written', async () => {
  await sfu.close();
  const port = await freePort();
  sfu = await startSfu({ media: { workers: 1 }, http: { port } });
  expect((await enter()).role).toBe('host');
  await sfu.close();
  sfu = await startSfu({ media: { workers: 1 }, http: { port } });
  expect(await knock()).toBe('host');
  await expect(readFile(handoverFile)).rejects.toEqual(code('ENOENT'));
});
