import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LIMITS, PROTOCOL_VERSION, requests, type RequestName } from '@plenary/protocol';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { capabilities, opusParameters, rawClient, type RawClient } from '../support/raw.ts';
import { startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

let sfu: Sfu;
const open: RawClient[] = [];

async function client(): Promise<RawClient> {
  const made = await rawClient(sfu.url);
  open.push(made);
  return made;
}

beforeAll(async () => {
  sfu = await startSfu();
});

afterAll(async () => {
  open.forEach((made) => made.close());
  await sfu.close();
});

const code = async (answer: Promise<{ ok: boolean; error?: { code: string } }>) => {
  const value = await answer;
  return value.ok ? 'OK' : value.error?.code;
};

describe('a connection', () => {
  test('of another protocol version is refused with a code', async () => {
    await expect(rawClient(sfu.url, { protocol: PROTOCOL_VERSION + 1 })).rejects.toMatchObject({ data: { code: 'UNSUPPORTED_PROTOCOL' } });
  });

  test.each([[{}], [{ protocol: 'one' }], [{ protocol: null }]])('with the handshake %j is refused', async (auth) => {
    await expect(rawClient(sfu.url, auth)).rejects.toMatchObject({ data: { code: 'BAD_REQUEST' } });
  });

  test('from a foreign page is refused', async () => {
    const { io } = await import('socket.io-client');
    const socket = io(sfu.url, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      extraHeaders: { origin: 'https://evil.example' },
      auth: { protocol: PROTOCOL_VERSION },
    });
    await expect(new Promise((resolve, reject) => socket.on('connect', () => resolve('in')).on('connect_error', reject))).rejects.toThrow();
    socket.close();
  });
});

describe('a message', () => {
  const joinOnly = (Object.keys(requests) as RequestName[]).filter((name) => requests[name].phase === 'joined');

  test.each(joinOnly)('%s before joining is WRONG_PHASE', async (name) => {
    expect(await code((await client()).send(name, {}))).toBe('WRONG_PHASE');
  });

  test('join in a room is WRONG_PHASE', async () => {
    const made = await client();
    await made.join('phases');
    expect(await code(made.send('join', {}))).toBe('WRONG_PHASE');
  });

  test('that is not in the table is BAD_REQUEST, whatever its name', async () => {
    const made = await client();
    for (const name of ['teleport', 'constructor', '__proto__', 'toString', '']) {
      expect(await code(made.send(name, {}))).toBe('BAD_REQUEST');
    }
  });

  test.each([
    ['UPPER', 'roomId'], ['a', 'roomId'], ['a--b', 'roomId'], ['-ab', 'roomId'], ['../etc', 'roomId'],
    ['x'.repeat(65), 'roomId'], [42, 'roomId'], [null, 'roomId'], [{ $ne: '' }, 'roomId'],
  ])('join with the room code %j is BAD_REQUEST', async (roomId, path) => {
    const made = await client();
    const answer = await made.send('join', { roomId, name: 'A', rtpCapabilities: {} });
    expect(answer).toMatchObject({ ok: false, error: { code: 'BAD_REQUEST', path } });
  });

  test.each([[''], ['   '], ['x'.repeat(65)], ['a\u202eb'], ['a\u200bb'], ['a\u0000b'], [7], [['a']]])('join with the name %j is BAD_REQUEST', async (name) => {
    const answer = await (await client()).send('join', { roomId: 'names', name, rtpCapabilities: {} });
    expect(answer).toMatchObject({ ok: false, error: { code: 'BAD_REQUEST', path: 'name' } });
  });

  test.each([[undefined], [null], [[]], ['text'], [3], [{ more: 1 }]])('leave with %j is BAD_REQUEST and leaves nobody', async (input) => {
    const made = await client();
    await made.join('stay');
    expect(await code(made.send('leave', input))).toBe('BAD_REQUEST');
    expect(await code(made.send('sendChat', { text: 'still here' }))).toBe('OK');
    made.close();
  });

  test('is not repeated in the answer: neither unknown keys nor a path without end', async () => {
    const made = await client();
    await made.join('echo');
    expect(await made.send('leave', { 'a secret under the wrong name': 1 })).toMatchObject({ error: { code: 'BAD_REQUEST', message: 'unknown keys' } });
    const other = await client();
    const codec = { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, parameters: { ['x'.repeat(10_000)]: {} } };
    const answer = await other.send('join', { roomId: 'echo', name: 'A', rtpCapabilities: { codecs: [codec] } });
    expect(answer).toMatchObject({ ok: false, error: { code: 'BAD_REQUEST' } });
    expect(JSON.stringify(answer).length).toBeLessThan(500);
  });

  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('with the id %s, which every object has, names nobody and nothing', async (id) => {
    const made = await client();
    await made.join(id.toLowerCase().replaceAll('_', ''));
    const ids: Partial<Record<RequestName, object>> = {
      restartIce: { transportId: id },
      checkWay: { transportId: id },
      openSendTransport: { recvTransportId: id },
      closeProducer: { producerId: id },
      setProducerPaused: { producerId: id, paused: true },
      setRole: { peerId: id, role: 'host' },
      stopMedia: { peerId: id, source: 'mic' },
      askToUnmute: { peerId: id },
      removePeer: { peerId: id },
      admit: { visitorId: id },
      deny: { visitorId: id },
      voteQuestion: { questionId: id, vote: true },
      setQuestionStatus: { questionId: id, status: 'answered' },
      removeQuestion: { questionId: id },
      pinMessage: { messageId: id },
    };
    for (const [name, input] of Object.entries(ids)) {
      expect([name, await code(made.send(name, input))]).toEqual([name, 'NOT_FOUND']);
    }
    expect(await code(made.send('lowerHand', { peerId: id }))).toBe('OK');
    expect(await code(made.send('resumeConsumers', { consumerIds: [id] }))).toBe('OK');
    expect(await code(made.send('requestKeyFrames', { consumerIds: [id] }))).toBe('OK');
    expect(await code(made.send('setView', { tiles: [{ peerId: id, source: 'camera', width: 100, height: 100, pinned: false }] }))).toBe('OK');
    expect(await code(made.send('leave', {}))).toBe('OK');
  });

  test('reaches the room as the table’s form makes it, not as it was sent', async () => {
    const client = await rawClient(sfu.url);
    const { snapshot } = await client.join('form', '  Ame\u0301lie \t  X ');
    expect(snapshot.self.name).toBe('Amélie X');
    client.close();
  });

  test('that is oversized is TOO_LARGE and its connection goes on', async () => {
    const made = await client();
    await made.join('large');
    expect(await code(made.send('sendChat', { text: 'x'.repeat(65_536) }))).toBe('TOO_LARGE');
    expect(await code(made.send('sendChat', { text: 'x'.repeat(LIMITS.chatLength + 1) }))).toBe('BAD_REQUEST');
    expect(await code(made.send('sendChat', { text: 'fine' }))).toBe('OK');
  });

  test.each([270_000, 2_000_000])('far beyond every bound, of %i bytes, ends its own connection and no other', async (bytes) => {
    const [attacker, victim] = [await client(), await client()];
    await victim.join('calm');
    attacker.socket.emit('sendChat', { text: 'x'.repeat(bytes) });
    await until('the attacker is cut', () => !attacker.socket.connected);
    expect(await code(victim.send('sendChat', { text: 'still here' }))).toBe('OK');
  });

  test('in binary ends its own connection and no other', async () => {
    const [attacker, victim] = [await client(), await client()];
    await victim.join('calm-too');
    attacker.socket.emit('sendChat', { text: new Uint8Array(8) });
    await until('the attacker is cut', () => !attacker.socket.connected);
    expect(await code(victim.send('sendChat', { text: 'still here' }))).toBe('OK');
  });

  test('without a function to answer to does no harm', async () => {
    const made = await client();
    made.socket.emit('join');
    made.socket.emit('join', 'not a function');
    made.socket.emit('leave', {}, {}, {});
    expect(await code(made.send('leave', {}))).toBe('WRONG_PHASE');
  });

  test('waits for those before it, and no more than 64 do', async () => {
    const made = await client();
    const rtpCapabilities = await capabilities(sfu.url);
    const join = made.send('join', { roomId: 'in-turn', name: 'A', rtpCapabilities });
    const codes = await Promise.all(Array.from({ length: 100 }, () => code(made.send('lowerHand', { peerId: 'x' }))));
    expect((await join).ok).toBe(true);
    expect(codes.filter((value) => value === 'OK').length).toBeGreaterThanOrEqual(63);
    expect(codes.filter((value) => value === 'RATE_LIMITED').length).toBeGreaterThan(0);
    expect(codes.slice(0, 63)).not.toContain('RATE_LIMITED');
  });

  test('in a flood is RATE_LIMITED for who sends it', async () => {
    const [attacker, victim] = [await client(), await client()];
    await attacker.join('flood');
    await victim.join('flood');
    const codes = await Promise.all(Array.from({ length: 40 }, () => code(attacker.send('sendChat', { text: 'spam' }))));
    expect(codes.filter((value) => value === 'OK').length).toBeLessThanOrEqual(10);
    expect(new Set(codes)).toEqual(new Set(['OK', 'RATE_LIMITED']));
    expect(await code(victim.send('sendChat', { text: 'me too' }))).toBe('OK');
  });
});

describe('media parameters', () => {
  test('that do not fit are refused with a code, and the peer goes on', async () => {
    const made = await client();
    const { sendTransport, recvTransport } = await made.join('media');
    const produce = (rtpParameters: unknown, source = 'mic', transportId = sendTransport.id) =>
      code(made.send('produce', { transportId, source, rtpParameters, paused: false }));
    const opus = opusParameters(1111) as { codecs: object[]; encodings: object[] };
    expect(await produce({})).toBe('BAD_REQUEST');
    expect(await produce({ ...opus, encodings: [] })).toBe('BAD_REQUEST');
    expect(await produce({ ...opus, encodings: [{ ssrc: 'x' }] })).toBe('BAD_REQUEST');
    expect(await produce({ ...opus, encodings: [{ ssrc: 2 ** 40 }] })).toBe('BAD_REQUEST');
    expect(await produce({ ...opus, encodings: Array.from({ length: 5 }, () => ({ ssrc: 1 })) })).toBe('BAD_REQUEST');
    expect(await produce(opus, 'telepathy')).toBe('BAD_REQUEST');
    expect(await produce({ ...opus, codecs: [{ mimeType: 'audio/unknown', payloadType: 100, clockRate: 8_000 }] })).toBe('INCOMPATIBLE_MEDIA');
    // Sound where a picture belongs.
    expect(await produce(opus, 'camera')).toBe('INCOMPATIBLE_MEDIA');
    expect(await produce(opus, 'mic', 'elsewhere')).toBe('NOT_FOUND');
    expect(await produce(opus, 'mic', recvTransport.id)).toBe('NOT_FOUND');
    expect(await produce(opus)).toBe('OK');
    expect(await produce(opusParameters(2222))).toBe('CONFLICT');
    // The same stream twice on one transport is refused by the worker.
    expect(await produce(opusParameters(1111), 'screenAudio')).toBe('INCOMPATIBLE_MEDIA');
    expect(sfu.workerPids()).toHaveLength(2);
  });

  test('of someone else can be neither changed nor ended', async () => {
    const [ann, bob] = [await client(), await client()];
    const { sendTransport } = await ann.join('ids');
    const joined = await bob.join('ids');
    const made = await ann.send<{ producerId: string }>('produce', { transportId: sendTransport.id, source: 'mic', rtpParameters: opusParameters(1), paused: false });
    const producerId = made.ok ? made.data.producerId : '';
    await until('Bob receives it', () => bob.notifications.some(({ name }) => name === 'newConsumers'));
    expect(await code(bob.send('closeProducer', { producerId }))).toBe('NOT_FOUND');
    expect(await code(bob.send('setProducerPaused', { producerId, paused: true }))).toBe('NOT_FOUND');
    const dtlsParameters = { role: 'client', fingerprints: [{ algorithm: 'sha-256', value: Array(32).fill('AB').join(':') }] };
    expect(await code(ann.send('connectTransport', { transportId: joined.recvTransport.id, dtlsParameters }))).toBe('NOT_FOUND');
    expect(await code(bob.send('connectTransport', { transportId: joined.recvTransport.id, dtlsParameters }))).toBe('OK');
    expect(await code(bob.send('connectTransport', { transportId: joined.recvTransport.id, dtlsParameters }))).toBe('CONFLICT');
  });

  test('of a device that decodes nothing lead to a stay without tracks, not to a fault', async () => {
    const [ann, deaf] = [await client(), await client()];
    const { sendTransport } = await ann.join('deaf');
    await ann.send('produce', { transportId: sendTransport.id, source: 'mic', rtpParameters: opusParameters(1), paused: false });
    const answer = await deaf.send<{ consumers: unknown[] }>('join', { roomId: 'deaf', name: 'Deaf', rtpCapabilities: { codecs: [] } });
    expect(answer).toMatchObject({ ok: true, data: { consumers: [] } });
  });
});

test('a full room says so', async () => {
  const small = await startSfu({ rooms: { defaults: { maxSpeakers: 2, overflow: 'refuse' } } });
  const clients = await Promise.all([0, 1, 2].map(() => rawClient(small.url)));
  const rtpCapabilities = await capabilities(small.url);
  const answers = await Promise.all(clients.map((made) => code(made.send('join', { roomId: 'small', name: 'A', rtpCapabilities }))));
  expect(answers.sort()).toEqual(['OK', 'OK', 'ROOM_FULL']);
  clients.forEach((made) => made.close());
  await small.close();
});
