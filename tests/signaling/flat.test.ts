import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { fakeCall } from '../support/caller.ts';
import { capabilities, opusParameters, rawClient, type RawClient } from '../support/raw.ts';
import { NOTHING, startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

let sfu: Sfu;
const open: RawClient[] = [];

beforeAll(async () => {
  sfu = await startSfu();
});

afterAll(async () => {
  open.forEach((client) => client.close());
  await sfu.close();
});

async function crowd(count: number, roomId: string): Promise<RawClient[]> {
  const rtpCapabilities = await capabilities(sfu.url);
  return await Promise.all(Array.from({ length: count }, async (_, i) => {
    const client = await rawClient(sfu.url);
    open.push(client);
    const answer = await client.send('join', { roomId, name: `Person ${i}`, rtpCapabilities });
    expect(answer.ok).toBe(true);
    return client;
  }));
}

const count = (client: RawClient, name: string): number => client.notifications.filter((one) => one.name === name).length;

describe('signaling stays flat', () => {
  test('a storm of joins costs each who is there a few messages, not one a joiner', async () => {
    const watcher = await rawClient(sfu.url);
    open.push(watcher);
    await watcher.join('storm', 'Watcher');
    const started = performance.now();
    await crowd(60, 'storm');
    const told = (): number => new Set(watcher.notifications.flatMap(({ name, payload }) =>
      name === 'peersChanged' ? (payload as { changed: { id: string }[] }).changed.map(({ id }) => id) : [])).size;
    await until('all are told of', () => told() === 61, 10_000);
    const seconds = (performance.now() - started) / 1_000;
    expect(count(watcher, 'peersChanged')).toBeLessThanOrEqual(Math.ceil(seconds * 4) + 2);
    // And nobody in the room costs anything while nothing happens.
    const quiet = watcher.notifications.length;
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(watcher.notifications.length).toBe(quiet);
  });

  test('a large roster comes in pages, publishers first', async () => {
    const clients = await crowd(140, 'stadium');
    const publisher = await rawClient(sfu.url);
    open.push(publisher);
    const { sendTransport, snapshot: own } = await publisher.join('stadium', 'Publisher');
    await publisher.send('produce', { transportId: sendTransport.id, source: 'mic', rtpParameters: opusParameters(1), paused: false });
    const late = await rawClient(sfu.url);
    open.push(late);
    const { snapshot } = (await late.join('stadium', 'Late')) as unknown as { snapshot: { peerCount: number; selfId: string; peers: { id: string }[] } };
    expect(snapshot.peerCount).toBe(clients.length + 2);
    expect(snapshot.peers).toHaveLength(100);
    const first = snapshot.peers.map(({ id }) => id);
    expect(first).toEqual(expect.arrayContaining([own.selfId, snapshot.selfId]));
    const all = (): Set<string> => new Set([...first, ...late.notifications.flatMap(({ name, payload }) =>
      name === 'peersChanged' ? (payload as { changed: { id: string }[] }).changed.map(({ id }) => id) : [])]);
    await until('the rest has come', () => all().size === clients.length + 2);
  }, 30_000);

  test('in a big room a joiner receives the loudest and what it shows, not everyone', async () => {
    const publishers = await crowd(14, 'assembly');
    for (const [i, client] of publishers.entries()) {
      // Their join's answer is gone; a fresh one tells the transport.
      await client.send('leave', {});
      const { sendTransport } = await client.join('assembly', `Publisher ${i}`);
      await client.send('produce', { transportId: sendTransport.id, source: 'mic', rtpParameters: opusParameters(i + 1), paused: false });
    }
    const late = await rawClient(sfu.url);
    open.push(late);
    // Nobody speaks: nothing is forwarded of fourteen open microphones.
    expect((await late.join('assembly', 'Late')).consumers).toEqual([]);
  }, 30_000);
});

test('two hundred comings and goings leave nothing behind', async () => {
  const settled = (): boolean => {
    const { connections: _open, peers, ...rest } = sfu.census();
    return peers === 0 && Object.values(rest).every((value) => value === 0);
  };
  open.splice(0).forEach((client) => client.close());
  await until('the rooms are gone', settled, 10_000);
  const call = fakeCall(sfu.url);
  await call.setMic(true);
  for (let round = 0; round < 200; round++) {
    await call.setCamera(true);
    await call.setMic(true);
    await call.join({ roomId: `cycle-${round % 3}`, name: 'Comes and goes' });
    await until('published', () => sfu.census().producers === 2);
    await call.leave();
  }
  call.dispose();
  await until('nothing is left', () => JSON.stringify(sfu.census()) === JSON.stringify(NOTHING), 10_000);
}, 180_000);
