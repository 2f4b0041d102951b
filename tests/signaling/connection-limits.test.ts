import { afterEach, describe, expect, test } from '@jest/globals';
import { PROTOCOL_VERSION } from '@plenary/protocol';
import { WebSocket } from 'ws';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { rawClient, type RawClient } from '../support/raw.ts';
import { startSfu, type ConfigParts } from '../support/sfu.ts';
import { until } from '../support/until.ts';

let sfu: Sfu;
const open: RawClient[] = [];

async function start(limits: NonNullable<ConfigParts['limits']>): Promise<void> {
  sfu = await startSfu({ media: { workers: 1 }, limits });
}

/** A client behind a proxy on this machine that names its address. */
async function from(address: string): Promise<RawClient> {
  const client = await rawClient(sfu.url, { protocol: PROTOCOL_VERSION }, { 'x-forwarded-for': address });
  open.push(client);
  return client;
}

afterEach(async () => {
  open.splice(0).forEach((client) => client.close());
  await sfu.close();
});

const count = async (reason: string): Promise<string | undefined> =>
  new RegExp(`limited_total\\{reason="${reason}"\\} (\\d+)`, 'u').exec(await (await fetch(`${sfu.url}/metrics`)).text())?.[1];

describe('one address', () => {
  test('holds so many connections and no more; another is not concerned, and a place that is freed can be had', async () => {
    await start({ connectionsPerAddress: 3 });
    const [first] = await Promise.all(['a', 'b', 'c'].map(() => from('203.0.113.7')));
    await expect(from('203.0.113.7')).rejects.toThrow();
    // A claim of the client's own, before what the proxy says, is not believed.
    await expect(from('198.51.100.1, 203.0.113.7')).rejects.toThrow();
    await from('203.0.113.8');
    expect(await count('tooMany')).toBe('2');
    first?.close();
    await until('the place is free', () => from('203.0.113.7').then(() => true, () => false));
  });

  test('of IPv6 is the whole network', async () => {
    await start({ connectionsPerAddress: 1 });
    await from('2001:db8:1:2::1');
    await expect(from('2001:db8:1:2:ffff::9')).rejects.toThrow();
    await from('2001:db8:1:3::1');
  });

  test('opens them so fast and no faster', async () => {
    await start({ rateFactor: 0.1 });
    const results = await Promise.allSettled(Array.from({ length: 40 }, () => from('203.0.113.7')));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(30);
    expect(await count('tooFast')).toBe('10');
    await from('203.0.113.8');
  });

  test('that is this machine’s own has no such bounds', async () => {
    await start({ connectionsPerAddress: 1, rateFactor: 0.1 });
    for (let i = 0; i < 40; i++) {
      open.push(await rawClient(sfu.url));
    }
  });
});

describe('a connection', () => {
  test('that does not introduce itself ends within seconds', async () => {
    await start({});
    const socket = new WebSocket(`${sfu.url.replace(/^http/u, 'ws')}/socket.io/?EIO=4&transport=websocket`);
    await new Promise((resolve) => socket.once('open', resolve));
    const began = performance.now();
    await new Promise((resolve) => socket.once('close', resolve));
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  test('is a WebSocket from its first byte, and packs nothing: what is small on the way may be huge in memory', async () => {
    await start({});
    const polled = await fetch(`${sfu.url}/socket.io/?EIO=4&transport=polling`);
    expect(polled.status).toBe(400);
    const socket = new WebSocket(`${sfu.url.replace(/^http/u, 'ws')}/socket.io/?EIO=4&transport=websocket`, {
      perMessageDeflate: { threshold: 0 },
    });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    expect(socket.extensions).toBe('');
    socket.terminate();
  });

  test('that does nothing ends after a while, and one in a room does not', async () => {
    await start({ idleConnectionSeconds: 3 });
    const [idle, joined] = await Promise.all([from('203.0.113.7'), from('203.0.113.7')]);
    await joined.join('quiet');
    await until('it ended', () => !idle.socket.connected, 15_000);
    expect(await count('idle')).toBe('1');
    await new Promise((resolve) => setTimeout(resolve, 4_500));
    expect(joined.socket.connected).toBe(true);
  });
});
