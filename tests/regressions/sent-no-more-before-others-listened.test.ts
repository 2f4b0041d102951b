import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Device, FakeHandler, testFakeParameters, type types } from 'mediasoup-client';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { Call } from '../../packages/client/src/index.ts';
import { fakeCapture } from '../support/caller.ts';
import { startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

const KEY = 'a-key-for-the-admin-api';

interface Connection {
  readonly direction: 'send' | 'recv';
  /** In milliseconds. */
  endedAt: number | null;
}

/** A call in a room of its own, whose connections are known. */
class Watched {
  readonly connections: Connection[] = [];
  readonly call: Call;

  constructor(url: string) {
    this.call = new Call({ url, capture: fakeCapture(), createDevice: async () => this.#device() });
  }

  #device(): Device {
    const made = FakeHandler.createFactory(testFakeParameters);
    const factory: types.HandlerFactory['factory'] = (options) => {
      const handler = made.factory(options);
      const connection: Connection = { direction: options.direction, endedAt: null };
      this.connections.push(connection);
      const close = handler.close.bind(handler);
      handler.close = () => {
        connection.endedAt ??= performance.now();
        close();
      };
      return handler;
    };
    return new Device({ handlerFactory: { ...made, factory } });
  }

  get moved(): boolean {
    return this.connections.length === 4 && this.connections.slice(0, 2).every(({ endedAt }) => endedAt !== null);
  }

  /** How much longer it sent over the old connections than it received, in milliseconds. */
  get overlap(): number {
    const endOf = (wanted: Connection['direction']): number =>
      this.connections.find(({ direction }) => direction === wanted)?.endedAt ?? NaN;
    return endOf('send') - endOf('recv');
  }
}

let sfu: Sfu;
let people: Watched[];

beforeEach(async () => {
  sfu = await startSfu({ adminKey: KEY, media: { workers: 2 } });
  people = Array.from({ length: 6 }, () => new Watched(sfu.url));
  for (const [i, { call, connections }] of people.entries()) {
    await call.setMic(true);
    await call.join({ roomId: `room-${i}`, name: 'Ann' });
    await until('both ways are made', () => connections.length === 2);
  }
});

afterEach(async () => {
  people.forEach(({ call }) => call.dispose());
  await sfu.close();
});

/** Who moved ended its old tracks as soon as its own new media flowed: up to 1.2 s of its voice were missing elsewhere. */
test('who moves to another worker goes on sending over the old one until the others can have the new tracks', async () => {
  const response = await fetch(`${sfu.url}/api/v1/admin/workers`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ count: 1 }),
  });
  expect(response.status).toBe(200);
  await until('some have moved', () => people.some(({ moved }) => moved), 25_000);
  for (const { moved, overlap } of people) {
    expect(moved ? overlap : Infinity).toBeGreaterThan(1_000);
  }
});

test('over a lost one it sends no longer than it has to', async () => {
  sfu.workerPids().forEach((pid) => process.kill(pid, 'SIGKILL'));
  await until('all have moved', () => people.every(({ moved }) => moved), 25_000);
  for (const { overlap } of people) {
    expect(overlap).toBeLessThan(1_000);
  }
});
