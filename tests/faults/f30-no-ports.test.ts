import { createSocket, type Socket } from 'node:dgram';
import { afterEach, expect, test } from '@jest/globals';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { figure, recordFault } from '../support/fault-record.ts';
import { freePort } from '../support/free-port.ts';
import { capabilities, rawClient, type RawClient } from '../support/raw.ts';
import { startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

let sfu: Sfu;
const clients: RawClient[] = [];
const taken: Socket[] = [];

afterEach(async () => {
  clients.splice(0).forEach((client) => client.close());
  taken.splice(0).forEach((socket) => socket.close());
  await sfu.close();
});

/** Two media ports, one behind the other, that are free. */
async function freePair(): Promise<number> {
  for (;;) {
    const port = await freePort();
    try {
      [await bound(port), await bound(port + 1)].forEach((socket) => socket.close());
      return port;
    } catch {
      // Somebody has one of them.
    }
  }
}

async function bound(port: number): Promise<Socket> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve, reject) => socket.once('error', reject).bind(port, '127.0.0.1', resolve));
  return socket;
}

/** Ends a worker, and takes its port before the one that comes in its place can. */
async function robOf(pid: number, port: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  await until('the port is ours', async () => {
    const socket = await bound(port).catch(() => null);
    if (socket !== null) {
      taken.push(socket);
    }
    return socket !== null;
  }, 2_000);
}

async function client(): Promise<RawClient> {
  const made = await rawClient(sfu.url);
  clients.push(made);
  return made;
}

const well = async (made: RawClient): Promise<boolean> => (await made.send('sendChat', { text: 'still here' })).ok;
const moves = (made: RawClient): number => made.notifications.filter(({ name }) => name === 'mediaMoved').length;

test('without a port for a media worker: its people are moved, others notice nothing; without any, joining is refused with a code', async () => {
  const port = await freePair();
  sfu = await startSfu({ media: { workers: 2, basePort: port } });
  const rtpCapabilities = await capabilities(sfu.url);
  // Where no worker runs the server waits some seconds for one.
  const join = async (made: RawClient, roomId: string): Promise<unknown> =>
    await made.socket.timeout(10_000).emitWithAck('join', { roomId, name: 'C', publish: true, rtpCapabilities });
  const [ann, bob] = [await client(), await client()];
  const joined = await Promise.all([ann.join('one'), bob.join('two')]) as unknown as { recvTransport: { iceCandidates: { port: number }[] } }[];
  const ports = joined.map(({ recvTransport }) => recvTransport.iceCandidates[0]?.port);
  expect(new Set(ports)).toEqual(new Set([port, port + 1]));
  const pidOf = new Map(sfu.workerPids().map((pid, index) => [port + index, pid]));
  const pids = sfu.workerPids();

  await robOf(pidOf.get(ports[1] ?? 0) ?? 0, ports[1] ?? 0);
  await until('Bob was moved', () => moves(bob) === 1);
  expect(await join(await client(), 'three')).toMatchObject({ ok: true });
  expect([moves(ann), await well(ann), await well(bob)]).toEqual([0, true, true]);
  expect(sfu.workerPids()).toEqual(pids.filter((pid) => pid === pidOf.get(ports[0] ?? 0)));

  await robOf(pidOf.get(ports[0] ?? 0) ?? 0, ports[0] ?? 0);
  await until('no worker is left', () => sfu.workerPids().length === 0);
  const asked = performance.now();
  expect(await join(await client(), 'four')).toMatchObject({ ok: false, error: { code: 'UNAVAILABLE' } });
  const refused = performance.now() - asked;
  expect([await well(ann), await well(bob), (await fetch(`${sfu.url}/readyz`)).status]).toEqual([true, true, 503]);

  taken.splice(0).forEach((socket) => socket.close());
  await until('both workers are there again', () => sfu.workerPids().length === 2, 40_000);
  expect(await join(await client(), 'four')).toMatchObject({ ok: true });
  expect([await well(ann), await well(bob)]).toEqual([true, true]);
  recordFault({ id: 'F30', variant: 'no ports', injected: 2, recovered: 2, figures: [figure('until joining is refused', 'ms', [refused], { max: 6_000 })] });
}, 120_000);
