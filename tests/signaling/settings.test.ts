import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Role, RoomSettings } from '@plenary/protocol';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import type { Call } from '../../packages/client/src/index.ts';
import { fakeCall } from '../support/caller.ts';
import { rawClient } from '../support/raw.ts';
import { DEFAULTS } from '../support/settings.ts';
import { startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

const KEY = 'a-key-for-the-admin-api';
let sfu: Sfu;
const calls: Call[] = [];

beforeEach(async () => {
  sfu = await startSfu({ adminKey: KEY, media: { workers: 1 } });
});

afterEach(async () => {
  calls.splice(0).forEach((made) => made.dispose());
  await sfu.close();
});

async function joined(name: string, roomId = 'daily', camera = false): Promise<Call> {
  const made = fakeCall(sfu.url);
  calls.push(made);
  if (camera) {
    await made.setCamera(true);
  }
  await made.join({ roomId, name });
  return made;
}

const settingsOf = (made: Call): RoomSettings | undefined => made.getState().room?.settings;
const roleOf = (made: Call, name: string): Role | undefined =>
  [...(made.getState().room?.peers.values() ?? [])].find((peer) => peer.name === name)?.role;
const videosAt = (made: Call): number =>
  [...(made.getState().room?.consumers.values() ?? [])].filter(({ source }) => source === 'camera').length;

async function admin(method: 'GET' | 'PUT', roomId: string, body?: unknown, key = KEY) {
  const response = await fetch(`${sfu.url}/api/v1/admin/rooms/${roomId}/settings`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as { open?: boolean; settings?: RoomSettings; code?: string; path?: string } };
}

describe('a room’s settings', () => {
  test('are changed by its host, and everyone is told', async () => {
    const [ann, bob] = [await joined('Ann'), await joined('Bob')];
    expect(settingsOf(bob)).toEqual(DEFAULTS);
    const changed = { ...DEFAULTS, codec: 'vp9', lastNVideo: 4 };
    expect(await ann.setRoomSettings({ codec: 'vp9', lastNVideo: 4 })).toEqual(changed);
    expect(settingsOf(ann)).toEqual(changed);
    await until('Bob is told', () => settingsOf(bob)?.codec === 'vp9');
    expect(settingsOf(bob)).toEqual(changed);
    expect(settingsOf(await joined('Cid'))).toEqual(changed);
    expect(settingsOf(await joined('Dan', 'another'))).toEqual(DEFAULTS);
  });

  test('are nobody else’s to change, and have a form', async () => {
    const [ann, bob] = [await joined('Ann'), await joined('Bob')];
    await expect(bob.setRoomSettings({ codec: 'vp9' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(ann.setRoomSettings({ lastNVideo: 0 })).rejects.toMatchObject({ code: 'BAD_REQUEST', path: 'lastNVideo' });
    await expect(ann.setRoomSettings({})).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    expect(settingsOf(ann)).toEqual(DEFAULTS);
  });

  test('that change nothing are told to nobody', async () => {
    const raw = await rawClient(sfu.url);
    await raw.join('daily');
    await raw.send('setRoomSettings', { codec: 'vp8' });
    expect(await raw.send('setRoomSettings', { codec: 'h264' })).toEqual({ ok: true, data: { settings: { ...DEFAULTS, codec: 'h264' } } });
    const told = raw.notifications.filter(({ name }) => name === 'settingsChanged');
    expect(told).toEqual([{ name: 'settingsChanged', payload: { settings: { ...DEFAULTS, codec: 'h264' } } }]);
    raw.close();
  });

  test('take effect at once for those who are there', async () => {
    const ann = await joined('Ann');
    await ann.setRoomSettings({ lastNVideo: 1 });
    for (const [index, name] of ['Bob', 'Cid', 'Dan'].entries()) {
      await joined(name, 'daily', true);
      await until(`${name} publishes`, () => sfu.census().producers === index + 1);
    }
    expect(videosAt(await joined('Eve'))).toBe(1);
    await until('one video', () => videosAt(ann) === 1);
    await ann.setRoomSettings({ lastNVideo: 2 });
    await until('two videos', () => videosAt(ann) === 2);
    await ann.setRoomSettings({ lastNVideo: 25 });
    await until('all three', () => videosAt(ann) === 3);
  });
});

// mediasoup-client's fake handler has VP8 and VP9 but no layers, which a screen does not need.
describe('another codec', () => {
  const screens = (made: Call): string =>
    [...(made.getState().room?.consumers.values() ?? [])].filter(({ source }) => source === 'screen')
      .map(({ rtpParameters }) => rtpParameters.codecs[0]?.mimeType.replace('video/', '') ?? '').join();

  async function sharing(): Promise<[Call, Call]> {
    const [ann, bob] = [await joined('Ann'), await joined('Bob')];
    await ann.setScreen(true);
    await until('Bob receives VP8', () => screens(bob) === 'VP8');
    return [ann, bob];
  }

  test('is published beside the earlier one, which ends a while later', async () => {
    const [ann, bob] = await sharing();
    await ann.setRoomSettings({ codec: 'vp9' });
    await until('Bob receives both', () => screens(bob) === 'VP8,VP9');
    const tracksOfAnn = () => bob.getState().room?.peers.get(ann.getState().room?.selfId ?? '')?.tracks;
    await until('one screen is told of', () => tracksOfAnn()?.filter(({ source }) => source === 'screen').length === 1);
    await until('the earlier one has ended', () => screens(bob) === 'VP9' && sfu.census().producers === 2, 15_000);
    expect(sfu.census()).toMatchObject({ producers: 2, consumers: 2 });
  });

  test('and yet another at once leaves one track', async () => {
    const [ann, bob] = await sharing();
    for (const codec of ['vp9', 'vp8', 'vp9'] as const) {
      await ann.setRoomSettings({ codec });
    }
    await until('Bob receives VP9 alone', () => screens(bob) === 'VP9' && sfu.census().producers === 2, 15_000);
    expect(sfu.census()).toMatchObject({ producers: 2, consumers: 2 });
  });

  test('ends with the one that it takes the place of', async () => {
    const [ann, bob] = await sharing();
    await ann.setRoomSettings({ codec: 'vp9' });
    await until('Bob receives both', () => screens(bob) === 'VP8,VP9');
    await ann.setScreen(false);
    await until('nothing is left', () => screens(bob) === '' && sfu.census().producers === 0);
  });

  test('leaves nothing behind when the publisher goes meanwhile', async () => {
    const [ann, bob] = await sharing();
    await ann.setRoomSettings({ codec: 'vp9' });
    await until('Bob receives both', () => screens(bob) === 'VP8,VP9');
    await ann.leave();
    await until('nothing is left', () => screens(bob) === '' && sfu.census().producers === 0);
  });

  test('that this client can’t encode changes nothing', async () => {
    const [ann, bob] = await sharing();
    const before = [...(bob.getState().room?.consumers.keys() ?? [])];
    await ann.setRoomSettings({ codec: 'av1' });
    await until('Bob is told', () => settingsOf(bob)?.codec === 'av1');
    await ann.setMic(true);
    await until('a message later', () => sfu.census().producers === 3);
    expect([...(bob.getState().room?.consumers.keys() ?? [])]).toEqual(expect.arrayContaining(before));
    expect(screens(bob)).toBe('VP8');
  });
});

describe('hosts', () => {
  test('are the first to come; the one longest in the room follows the last of them', async () => {
    const [ann, bob, cid] = [await joined('Ann'), await joined('Bob'), await joined('Cid')];
    await until('all are there', () => roleOf(ann, 'Cid') !== undefined);
    expect(['Ann', 'Bob', 'Cid'].map((name) => roleOf(ann, name))).toEqual(['host', 'speaker', 'speaker']);
    await ann.leave();
    await until('Cid sees that Bob is host', () => roleOf(cid, 'Bob') === 'host');
    expect(roleOf(cid, 'Cid')).toBe('speaker');
    await bob.setRoomSettings({ lastNVideo: 7 });
    await expect(cid.setRoomSettings({ lastNVideo: 8 })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('come back as hosts, and nobody took their place meanwhile', async () => {
    const raw = await rawClient(sfu.url);
    const { resumeToken } = await raw.join('daily', 'Ann');
    const bob = await joined('Bob');
    const again = await rawClient(sfu.url);
    const { rtpCapabilities } = (await (await fetch(`${sfu.url}/api/v1/config`)).json()) as { rtpCapabilities: unknown };
    const answer = await again.send<{ snapshot: { selfId: string; peers: { id: string; role: Role }[] } }>('join', {
      roomId: 'daily', name: 'Ann', rtpCapabilities, resumeToken,
    });
    const { selfId, peers } = answer.ok ? answer.data.snapshot : { selfId: '', peers: [] };
    expect(peers.map(({ id, role }) => [id === selfId, role])).toEqual([[false, 'speaker'], [true, 'host']]);
    await until('Bob sees Ann again', () => roleOf(bob, 'Ann') === 'host');
    expect(roleOf(bob, 'Bob')).toBe('speaker');
    raw.close();
    again.close();
  });
});

describe('the admin API', () => {
  test('reads and changes the settings of an open room', async () => {
    const ann = await joined('Ann');
    expect(await admin('GET', 'daily')).toEqual({ status: 200, body: { open: true, settings: DEFAULTS } });
    const settings = { ...DEFAULTS, codec: 'av1' };
    expect(await admin('PUT', 'daily', { codec: 'av1' })).toEqual({ status: 200, body: { open: true, settings } });
    await until('Ann is told', () => settingsOf(ann)?.codec === 'av1');
  });

  test('keeps those of a room that is not open for its opening, and for that only', async () => {
    expect(await admin('PUT', 'later', { codec: 'vp9' })).toEqual({ status: 200, body: { open: false, settings: { ...DEFAULTS, codec: 'vp9' } } });
    await admin('PUT', 'later', { lastNVideo: 9 });
    expect((await admin('GET', 'later')).body).toEqual({ open: false, settings: { ...DEFAULTS, codec: 'vp9', lastNVideo: 9 } });
    const ann = await joined('Ann', 'later');
    expect(settingsOf(ann)).toEqual({ ...DEFAULTS, codec: 'vp9', lastNVideo: 9 });
    await ann.leave();
    await until('the room is gone', () => sfu.census().rooms === 0);
    expect((await admin('GET', 'later')).body).toEqual({ open: false, settings: DEFAULTS });
  });

  test.each([
    ['a codec that nobody knows', 'daily', { codec: 'mpeg2' }, 'codec'],
    ['a setting that nobody knows', 'daily', { colour: 1 }, ''],
    ['nothing', 'daily', {}, ''],
    ['a room that can’t be', 'No_Room', { codec: 'vp9' }, ''],
  ])('refuses %s', async (_what, roomId, body, path) => {
    expect(await admin('PUT', roomId, body)).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST', path } });
  });

  test('refuses what is no JSON, and who has no key', async () => {
    expect(await admin('PUT', 'daily', '{')).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
    expect(await admin('GET', 'daily', undefined, 'another-key-altogether')).toMatchObject({ status: 401, body: { code: 'FORBIDDEN' } });
  });
});
