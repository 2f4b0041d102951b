import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { LIMITS, type Answer, type EncryptionMember } from '@plenary/protocol';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { newId } from '../../apps/sfu/src/rooms/random.ts';
import { offer } from '../support/http-media.ts';
import { capabilities, rawClient, type RawClient } from '../support/raw.ts';
import { startSfu } from '../support/sfu.ts';
import { TOKEN_KEYS, tokenFor } from '../support/tokens.ts';
import { until } from '../support/until.ts';

const ADMIN_KEY = 'a-key-for-the-admin-api';
/** The server can't tell a public key from anything else of its length. */
const announce = (letter: string): string => letter.repeat(130);
const SEALED = `e2ee:${'A'.repeat(60)}`;

interface Joined { snapshot: { selfId: string; encryption: { members: EncryptionMember[] } | null; settings: { codec: string } } }

let sfu: Sfu;
let room: string;
let can: unknown;
const clients: RawClient[] = [];

beforeAll(async () => {
  sfu = await startSfu({ adminKey: ADMIN_KEY, tokenKeys: TOKEN_KEYS, rooms: { defaults: { codec: 'av1' } } });
  can = await capabilities(sfu.url);
});
afterAll(async () => await sfu.close());
beforeEach(() => {
  room = `r${newId().toLowerCase().replace(/[^a-z0-9]/gu, '')}`;
});
afterEach(() => clients.splice(0).forEach((client) => client.close()));

async function connect(): Promise<RawClient> {
  const client = await rawClient(sfu.url);
  clients.push(client);
  return client;
}

async function join(client: RawClient, e2ee: string | null, more: object = {}): Promise<Answer<Joined>> {
  return await client.send<Joined>('join', {
    roomId: room, name: 'Somebody', rtpCapabilities: can, ...(e2ee === null ? {} : { e2ee }), ...more,
  });
}

async function enter(e2ee: string | null, more: object = {}): Promise<{ client: RawClient; id: string; joined: Joined }> {
  const client = await connect();
  const answer = await join(client, e2ee, more);
  if (!answer.ok) {
    throw new Error(answer.error.code);
  }
  return { client, id: answer.data.snapshot.selfId, joined: answer.data };
}

const codeOf = (answer: Answer<unknown>): string => (answer.ok ? 'OK' : answer.error.code);
const told = (client: RawClient, name: string): unknown[] =>
  client.notifications.filter((notification) => notification.name === name).map(({ payload }) => payload);

describe('a room that was opened with a key', () => {
  test('is for those who come with one, and others are told why not', async () => {
    await enter(announce('A'));
    expect(codeOf(await join(await connect(), null))).toBe('E2EE_REQUIRED');
    expect(codeOf(await join(await connect(), null, { watch: true }))).toBe('E2EE_REQUIRED');
    expect(codeOf(await join(await connect(), 'too short'))).toBe('BAD_REQUEST');
    expect(codeOf(await join(await connect(), announce('B')))).toBe('OK');
  });

  test('tells everyone who is there, viewers too, and who came and left', async () => {
    const ann = await enter(announce('A'));
    const eye = await enter(announce('V'), { watch: true });
    expect(eye.joined.snapshot.encryption?.members).toEqual([
      { peerId: ann.id, announcement: announce('A') }, { peerId: eye.id, announcement: announce('V') },
    ]);
    await until('ann is told', () => told(ann.client, 'encryptionChanged').length > 0, 3_000);
    eye.client.close();
    await until('ann is told of both', () => told(ann.client, 'encryptionChanged').length >= 2, 3_000);
    expect(told(ann.client, 'encryptionChanged').slice(-2)).toEqual([
      { joined: [{ peerId: eye.id, announcement: announce('V') }], left: [] }, { joined: [], left: [eye.id] },
    ]);
  });

  test('hands boxes to those whom they are for, and to nobody else', async () => {
    const [ann, bob, cid] = [await enter(announce('A')), await enter(announce('B')), await enter(announce('C'), { watch: true })];
    const elsewhere = room;
    room = `${room}x`;
    const other = await enter(announce('D'));
    room = elsewhere;
    const boxes = [bob, cid, other, { id: 'nobody' }].map(({ id }) => ({ to: id, box: `for${id}` }));
    expect(codeOf(await ann.client.send('sendKeys', { boxes }))).toBe('OK');
    for (const { client, id } of [bob, cid]) {
      await until('the box', () => told(client, 'keyBox').length === 1, 3_000);
      expect(told(client, 'keyBox')).toEqual([{ from: ann.id, box: `for${id}` }]);
    }
    expect(told(other.client, 'keyBox')).toEqual([]);
    expect(told(ann.client, 'keyBox')).toEqual([]);
  });

  test('takes no boxes that are too many, two for the same, too large or of another form', async () => {
    const ann = await enter(announce('A'));
    const box = { to: ann.id, box: 'A' };
    for (const boxes of [
      [box, box],
      [], Array.from({ length: LIMITS.encryptedRoomPeers + 1 }, (_, i) => ({ ...box, to: `p${i}` })), [{ ...box, box: 'A'.repeat(LIMITS.boxLength + 1) }],
      [{ ...box, box: '<b>' }], [{ ...box, from: 'me' }], [{ to: ann.id }],
    ]) {
      expect(codeOf(await ann.client.send('sendKeys', { boxes }))).toBe('BAD_REQUEST');
    }
    expect(codeOf(await (await connect()).send('sendKeys', { boxes: [box] }))).toBe('WRONG_PHASE');
  });

  test('takes encrypted texts only', async () => {
    const ann = await enter(announce('A'));
    for (const name of ['sendChat', 'ask']) {
      expect(codeOf(await ann.client.send(name, { text: 'in the clear' }))).toBe('BAD_REQUEST');
      expect(codeOf(await ann.client.send(name, { text: SEALED }))).toBe('OK');
    }
  });

  test('uses codecs that can be encrypted', async () => {
    const ann = await enter(announce('A'));
    expect(ann.joined.snapshot.settings.codec).toBe('vp8');
    expect(codeOf(await ann.client.send('setRoomSettings', { codec: 'h264' }))).toBe('CONFLICT');
    expect(codeOf(await ann.client.send('setRoomSettings', { codec: 'vp9', lastNVideo: 4 }))).toBe('OK');
  });

  test('is not sent out as HLS, and has no encoders and players in it', async () => {
    const ann = await enter(announce('A'));
    expect(codeOf(await ann.client.send('startHls', {}))).toBe('CONFLICT');
    const hls = await fetch(`${sfu.url}/api/v1/admin/rooms/${room}/hls`, {
      method: 'POST', headers: { authorization: `Bearer ${ADMIN_KEY}` },
    });
    expect(hls.status).toBe(409);
    const headers = { authorization: `Bearer ${await tokenFor(room, { publish: true, subscribe: true })}`, 'content-type': 'application/sdp' };
    for (const [path, direction] of [['whip', 'sendonly'], ['whep', 'recvonly']] as const) {
      const response = await fetch(`${sfu.url}/${path}/${room}`, { method: 'POST', headers, body: offer({ direction }) });
      expect([path, response.status]).toEqual([path, 409]);
      expect(await response.text()).toContain('encrypted end to end');
    }
  });

  test('has place for as many as can hand each other keys', async () => {
    const everyone = [await enter(announce('A'))];
    while (everyone.length < LIMITS.encryptedRoomPeers) {
      everyone.push(await enter(announce('B'), { watch: everyone.length % 2 === 0 }));
    }
    expect(codeOf(await join(await connect(), announce('C')))).toBe('ROOM_FULL');
    everyone.at(-1)?.client.close();
    await until('a place', async () => codeOf(await join(await connect(), announce('C'))) === 'OK', 5_000);
  }, 60_000);
});

describe('a room that was opened without a key', () => {
  test('refuses those who come with one', async () => {
    const ann = await enter(null);
    expect(ann.joined.snapshot.encryption).toBeNull();
    expect(ann.joined.snapshot.settings.codec).toBe('av1');
    expect(codeOf(await join(await connect(), announce('A')))).toBe('E2EE_MISMATCH');
  });

  test('relays no boxes, and takes no encrypted texts', async () => {
    const ann = await enter(null);
    expect(codeOf(await ann.client.send('sendKeys', { boxes: [{ to: ann.id, box: 'A' }] }))).toBe('CONFLICT');
    expect(codeOf(await ann.client.send('sendChat', { text: SEALED }))).toBe('BAD_REQUEST');
    expect(codeOf(await ann.client.send('sendChat', { text: 'e2ee: what is it?' }))).toBe('OK');
  });

  test('may be opened with one when all have left', async () => {
    const ann = await enter(null);
    ann.client.close();
    await until('it is encrypted', async () => codeOf(await join(await connect(), announce('A'))) === 'OK', 5_000);
  });
});
