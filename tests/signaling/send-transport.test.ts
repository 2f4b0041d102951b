import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import type { Call } from '../../packages/client/src/index.ts';
import { fakeCall } from '../support/caller.ts';
import { capabilities, opusParameters, rawClient, type Joined, type RawClient } from '../support/raw.ts';
import { startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

const KEY = 'a-key-for-the-admin-api';
let sfu: Sfu;
const calls: Call[] = [];
const raws: RawClient[] = [];

beforeEach(async () => {
  sfu = await startSfu({ adminKey: KEY, media: { workers: 2 } });
});

afterEach(async () => {
  calls.splice(0).forEach((made) => made.dispose());
  raws.splice(0).forEach((made) => made.close());
  await sfu.close();
});

async function viewer(name: string, roomId = 'stage'): Promise<Call> {
  const made = fakeCall(sfu.url);
  calls.push(made);
  await made.join({ roomId, name });
  return made;
}

async function speaker(name: string): Promise<Call> {
  const made = fakeCall(sfu.url);
  calls.push(made);
  await made.setMic(true);
  await made.join({ roomId: 'stage', name });
  return made;
}

const idOf = (made: Call): string => made.getState().room?.selfId ?? '';
const hears = (made: Call, other: Call): boolean => made.remoteTrack(idOf(other), 'mic') !== null;

async function raw(publish: boolean): Promise<{ client: RawClient; joined: Joined & { sendTransport: unknown } }> {
  const client = await rawClient(sfu.url);
  raws.push(client);
  const rtpCapabilities = await capabilities(sfu.url);
  const answer = await client.send<Joined>('join', { roomId: 'stage', name: 'Raw', publish, rtpCapabilities });
  if (!answer.ok) {
    throw new Error(answer.error.code);
  }
  return { client, joined: answer.data };
}

const code = async (sent: ReturnType<RawClient['send']>): Promise<string> => {
  const answer = await sent;
  return answer.ok ? 'OK' : answer.error.code;
};

describe('the send transport', () => {
  test('comes with the join for those who publish, and is not made for those who watch', async () => {
    const [ann, bob] = [await speaker('Ann'), await viewer('Bob')];
    await until('Bob hears Ann', () => hears(bob, ann));
    expect(sfu.census()).toMatchObject({ peers: 2, transports: 3 });
  });

  test('is made once for one who turns on several things at a time', async () => {
    const [ann, bob] = [await viewer('Ann'), await viewer('Bob')];
    expect(sfu.census().transports).toBe(2);
    await Promise.all([ann.setMic(true), ann.setCamera(true), ann.setScreen(true)]);
    await until('Bob receives them', () => (['mic', 'camera', 'screen', 'screenAudio'] as const).every((source) => bob.remoteTrack(idOf(ann), source) !== null));
    expect(sfu.census()).toMatchObject({ transports: 3, producers: 4 });
  });

  test('can be asked for again, but neither by others nor for what is not there', async () => {
    const { client, joined } = await raw(false);
    const other = await raw(true);
    expect(joined.sendTransport).toBeNull();
    expect(other.joined.sendTransport).not.toBeNull();
    const { id: recvTransportId } = joined.recvTransport;
    const produce = (transportId: string) =>
      code(client.send('produce', { transportId, source: 'mic', rtpParameters: opusParameters(1), paused: false }));
    expect(await produce(recvTransportId)).toBe('NOT_FOUND');
    expect(await code(other.client.send('openSendTransport', { recvTransportId }))).toBe('NOT_FOUND');
    expect(await code(client.send('openSendTransport', { recvTransportId: 'elsewhere' }))).toBe('NOT_FOUND');
    expect(await code(client.send('openSendTransport', {}))).toBe('BAD_REQUEST');
    const [first, second] = await Promise.all([0, 1].map(() =>
      client.send<{ sendTransport: { id: string } }>('openSendTransport', { recvTransportId })));
    const id = first?.ok === true ? first.data.sendTransport.id : '';
    expect(second).toMatchObject({ ok: true, data: { sendTransport: { id } } });
    expect(await produce(id)).toBe('OK');
    expect(sfu.census()).toMatchObject({ transports: 4, producers: 1 });
  });

  test('ends with the peer', async () => {
    const ann = await viewer('Ann');
    await ann.setMic(true);
    await until('published', () => sfu.census().producers === 1);
    await ann.leave();
    await until('nothing is left', () => sfu.census().transports === 0 && sfu.census().producers === 0);
  });
});

describe('in a move to another worker', () => {
  const drain = async (): Promise<void> => {
    await fetch(`${sfu.url}/api/v1/admin/workers`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ count: 1 }),
    });
  };

  test.each(['before', 'during', 'after'] as const)('one who watches stays without, and can publish %s it', async (when) => {
    const [ann, bob] = [await speaker('Ann'), await viewer('Bob')];
    await until('Bob hears Ann', () => hears(bob, ann));
    if (when === 'before') {
      await bob.setMic(true);
      await until('Ann hears Bob', () => hears(ann, bob));
    }
    const [used] = await workersInUse();
    const pid = used?.pid ?? NaN;
    process.kill(pid, 'SIGKILL');
    if (when === 'during') {
      await bob.setMic(true);
    }
    await until('the worker is given up', () => !sfu.workerPids().includes(pid), 15_000);
    await until('Bob hears Ann again', () => hears(bob, ann), 15_000);
    const expected = when === 'after' ? 3 : 4;
    await until(`there are ${expected} transports`, () => sfu.census().transports === expected, 15_000);
    if (when === 'after') {
      await bob.setMic(true);
    }
    await until('Ann hears Bob', () => hears(ann, bob), 15_000);
    expect(sfu.census()).toMatchObject({ peers: 2, transports: 4 });
  }, 40_000);

  test('by a drain too: none is doubled, and none is made that was not there', async () => {
    const people = [await speaker('Ann'), await viewer('Bob'), await viewer('Cid')];
    const [ann, bob, cid] = people as [Call, Call, Call];
    const [used] = await workersInUse();
    // The worker with the fewest people goes: more are on the other one.
    const OTHERS = 5;
    for (let i = 0; i < OTHERS; i++) {
      await viewer(`Other ${i}`, 'another');
    }
    expect(await workersInUse()).toHaveLength(2);
    await drain();
    await until('their worker is gone', () => sfu.workerPids().length === 1 && !sfu.workerPids().includes(used?.pid ?? NaN), 40_000);
    await until('they hear Ann', () => hears(bob, ann) && hears(cid, ann), 15_000);
    await until('four transports', () => sfu.census().transports === 4 + OTHERS, 15_000);
    await bob.setMic(true);
    await until('Ann hears Bob', () => hears(ann, bob), 15_000);
    expect(sfu.census()).toMatchObject({ peers: 3 + OTHERS, transports: 5 + OTHERS });
  }, 90_000);
});

/** Workers that have peers; a room as small as these uses one. */
async function workersInUse(): Promise<{ pid: number }[]> {
  const response = await fetch(`${sfu.url}/api/v1/admin/workers`, { headers: { authorization: `Bearer ${KEY}` } });
  const { workers } = (await response.json()) as { workers: { pid: number; peers: number }[] };
  return workers.filter(({ peers }) => peers > 0);
}
