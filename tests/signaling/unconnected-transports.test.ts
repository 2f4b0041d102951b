import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { opusParameters, rawClient, type Joined, type RawClient } from '../support/raw.ts';
import { startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

const SECONDS = 0.4;

let sfu: Sfu;
let ann: RawClient;
let bob: RawClient;

/** None of these clients ever connects a transport. */
beforeEach(async () => {
  sfu = await startSfu({ media: { workers: 1, connectSeconds: SECONDS } });
  [ann, bob] = [await rawClient(sfu.url), await rawClient(sfu.url)];
});

afterEach(async () => {
  [ann, bob].forEach((client) => client.close());
  await sfu.close();
});

async function produce(client: RawClient, transportId: string): Promise<string> {
  const answer = await client.send('produce', { transportId, source: 'mic', rtpParameters: opusParameters(1), paused: false });
  return answer.ok ? 'published' : answer.error.code;
}

const code = async (sent: ReturnType<RawClient['send']>): Promise<string> => {
  const answer = await sent;
  return answer.ok ? 'OK' : answer.error.code;
};

/** How many tracks of Ann Bob was last told of. */
const tracksOfAnn = (): number | undefined => bob.notifications.flatMap(({ name, payload }) =>
  name === 'peersChanged' ? (payload as { changed: { name: string; tracks: unknown[] }[] }).changed : [])
  .findLast(({ name }) => name === 'Ann')?.tracks.length;

const givenUp = async (): Promise<number> =>
  Number(/^plenary_transports_unconnected_total (\d+)$/mu.exec(await (await fetch(`${sfu.url}/metrics`)).text())?.[1]);

test('a transport that is to carry something and is not connected in time is closed', async () => {
  const { sendTransport, recvTransport } = await ann.join('idle', 'Ann');
  const joined = await bob.join('idle', 'Bob');
  expect(await produce(ann, sendTransport.id)).toBe('published');
  await until('Bob is offered it', () => sfu.census().consumers === 1 && tracksOfAnn() === 1);
  expect(sfu.census().transports).toBe(4);
  // What Ann sends over, and what Bob receives over, each with all that was to flow.
  await until('both are closed', () => sfu.census().transports === 2);
  expect(sfu.census()).toMatchObject({ peers: 2, producers: 0, consumers: 0 });
  await until('Bob is told', () => tracksOfAnn() === 0);
  expect(await givenUp()).toBe(2);
  for (const [client, id] of [[ann, sendTransport.id], [bob, joined.recvTransport.id]] as const) {
    expect(await code(client.send('restartIce', { transportId: id }))).toBe('NOT_FOUND');
  }
  expect(await produce(ann, sendTransport.id)).toBe('NOT_FOUND');

  // Both can have another.
  const opened = await ann.send<{ sendTransport: { id: string } }>('openSendTransport', { recvTransportId: recvTransport.id });
  const id = opened.ok ? opened.data.sendTransport.id : '';
  expect(id).not.toBe(sendTransport.id);
  expect(await produce(ann, id)).toBe('published');
  expect(await code(bob.send('renewMedia', {}))).toBe('OK');
  const moved = (): Joined | undefined => bob.notifications.findLast(({ name }) => name === 'mediaMoved')?.payload as Joined | undefined;
  await until('Bob has other media', () => moved() !== undefined);
  expect(moved()?.recvTransport.id).not.toBe(joined.recvTransport.id);
  expect(moved()?.consumers).toHaveLength(1);
});

test('one that nothing needs waits', async () => {
  const { sendTransport } = await ann.join('quiet', 'Ann');
  await bob.join('quiet', 'Bob');
  await delay(3_000 * SECONDS);
  expect(sfu.census()).toMatchObject({ peers: 2, transports: 4 });
  expect(await givenUp()).toBe(0);
  expect(await produce(ann, sendTransport.id)).toBe('published');
});

test('one that its client begins to connect, and never does, is closed', async () => {
  const { recvTransport } = await ann.join('begun', 'Ann');
  const fingerprint = { algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'AB').join(':') };
  expect(await code(ann.send('connectTransport', {
    transportId: recvTransport.id, dtlsParameters: { role: 'client', fingerprints: [fingerprint] },
  }))).toBe('OK');
  await until('it is closed', () => sfu.census().transports === 1);
  expect(sfu.census().peers).toBe(1);
});
