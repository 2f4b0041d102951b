import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { capabilities, opusParameters, rawClient, type Joined, type RawClient } from '../support/raw.ts';
import { startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

/** Long beside what it takes somebody to join and publish, also on a machine that is busy. */
const SECONDS = 0.6;
/** So many send at a time: they fit into a room that forwards everyone's sound. */
const SENDING = 4;

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

const moved = (client: RawClient): Joined | undefined =>
  client.notifications.findLast(({ name }) => name === 'mediaMoved')?.payload as Joined | undefined;

/** How many tracks of Ann Bob was told of, time after time. */
const tracksOfAnn = (): number[] => bob.notifications.flatMap(({ name, payload }) =>
  name === 'peersChanged' ? (payload as { changed: { name: string; tracks: unknown[] }[] }).changed : [])
  .filter(({ name }) => name === 'Ann').map(({ tracks }) => tracks.length);

const givenUp = async (): Promise<number> =>
  Number(/^plenary_transports_unconnected_total (\d+)$/mu.exec(await (await fetch(`${sfu.url}/metrics`)).text())?.[1]);

const isGone = async (client: RawClient, transportId: string): Promise<boolean> =>
  await code(client.send('restartIce', { transportId })) === 'NOT_FOUND';

/** There is a track in the room at all times: of one after the other, as theirs end too. */
function keepOffering(roomId: string): { stop(): Promise<void>; end(): Promise<void> } {
  let over = false;
  const others: RawClient[] = [];
  const run = async (): Promise<void> => {
    for (let i = 0; !over; i++) {
      const other = await rawClient(sfu.url);
      others.push(other);
      const { sendTransport } = await other.join(roomId, `Other ${i}`);
      await produce(other, sendTransport.id);
      if (others.length > SENDING) {
        others.shift()?.close();
      }
      await delay(300 * SECONDS);
    }
  };
  const running = run();
  const stop = async (): Promise<void> => {
    over = true;
    await running;
    others.forEach((other) => other.close());
  };
  return {
    stop,
    async end() {
      await stop();
      await until('the others have left', () => sfu.census().connections === 2);
    },
  };
}

test('a transport that is to carry something and is not connected in time is closed', async () => {
  const { sendTransport, recvTransport } = await ann.join('idle', 'Ann');
  const joined = await bob.join('idle', 'Bob');
  expect(await produce(ann, sendTransport.id)).toBe('published');
  await until('Bob is told', () => tracksOfAnn().includes(1));
  const toReceive = keepOffering('idle');
  await until('what Ann sends over is closed', () => tracksOfAnn().at(-1) === 0, 15_000);
  expect(await isGone(ann, sendTransport.id)).toBe(true);
  expect(await produce(ann, sendTransport.id)).toBe('NOT_FOUND');
  await until('what Bob receives over is closed', async () => await isGone(bob, joined.recvTransport.id), 15_000);
  expect(sfu.census().peers).toBeGreaterThanOrEqual(2);
  expect(await givenUp()).toBeGreaterThanOrEqual(2);

  // Both can have another.
  const opened = await ann.send<{ sendTransport: { id: string } }>('openSendTransport', { recvTransportId: recvTransport.id });
  const id = opened.ok ? opened.data.sendTransport.id : '';
  expect(id).not.toBe(sendTransport.id);
  // What is offered over the new one has to be connected in time, too.
  await toReceive.end();
  expect(await code(bob.send('renewMedia', {}))).toBe('OK');
  // What is left of the old media goes on until the new ones flow.
  expect(moved(bob)).toMatchObject({ lost: false });
  await until('Bob has other media', () => moved(bob) !== undefined);
  expect(moved(bob)?.recvTransport.id).not.toBe(joined.recvTransport.id);
  expect(await produce(ann, id)).toBe('published');
  await until('it is offered to Bob', () => sfu.census().consumers === 1);
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

test('one who was away meanwhile gets another on coming back, with all that is to be received', async () => {
  const { recvTransport, resumeToken } = await bob.join('away', 'Bob');
  await ann.join('away', 'Ann');
  // His network, not himself.
  bob.socket.io.engine.close();
  const toReceive = keepOffering('away');
  await until('the first is offered', () => sfu.census().consumers > 0);
  await until('he comes back without media', async () => {
    // The time to connect runs from when it is offered, and anew where the offers had a gap.
    await delay(2_000 * SECONDS);
    bob = await rawClient(sfu.url);
    const answer = await bob.send<{ media: Joined | null }>('resume', { roomId: 'away', resumeToken });
    if (answer.ok && answer.data.media === null) {
      return true;
    }
    bob.socket.io.engine.close();
    return false;
  }, 30_000);
  await until('Bob has other media', () => moved(bob) !== undefined);
  expect(moved(bob)?.recvTransport.id).not.toBe(recvTransport.id);
  await until('and is offered what there is', () => sfu.census().consumers > 0);
  await toReceive.end();
}, 60_000);

test('one for what ended before its client heard of it goes on', async () => {
  const { sendTransport } = await ann.join('brief', 'Ann');
  await bob.join('brief', 'Bob');
  const answer = await ann.send<{ producerId: string }>('produce', { transportId: sendTransport.id, source: 'mic', rtpParameters: opusParameters(1), paused: false });
  await until('it is offered', () => sfu.census().consumers === 1);
  expect(await code(ann.send('closeProducer', { producerId: answer.ok ? answer.data.producerId : '' }))).toBe('OK');
  await delay(3_000 * SECONDS);
  expect(sfu.census()).toMatchObject({ transports: 4, consumers: 0 });
  expect(await givenUp()).toBe(0);
  // The next one is carried over the same, and has to be connected as any other.
  expect(await produce(ann, sendTransport.id)).toBe('published');
  await until('it is offered too', () => sfu.census().consumers === 1);
  // What it was carried to is closed in the same moment, or has nothing to carry any more by then.
  await until('it is closed as any other', () => sfu.census().transports < 4);
  expect(await isGone(ann, sendTransport.id)).toBe(true);
});

test('one who was away and has none left is waited for as long as anybody', async () => {
  const answer = await bob.send<Joined>('join', { roomId: 'viewer', name: 'Bob', publish: false, rtpCapabilities: await capabilities(sfu.url) });
  const resumeToken = answer.ok ? answer.data.resumeToken : '';
  bob.socket.io.engine.close();
  const toReceive = keepOffering('viewer');
  // Longer than somebody is waited for of whom nothing arrives.
  await delay(9_000);
  bob = await rawClient(sfu.url);
  expect(await bob.send('resume', { roomId: 'viewer', resumeToken })).toMatchObject({ ok: true, data: { media: null } });
  await toReceive.stop();
}, 40_000);
