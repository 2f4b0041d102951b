import { afterEach, expect, test } from '@jest/globals';
import type { Call } from '../../packages/client/src/index.ts';
import { fakeCall } from '../support/caller.ts';
import { MEASURING, figure, recordFault, rounds } from '../support/fault-record.ts';
import { SfuProcess, isAlive } from '../support/sfu-process.ts';
import { until } from '../support/until.ts';

const [ROOMS, PEERS] = [20, 60];
/** Of the rooms, so many come to their end by themselves while the server waits. */
const FINISHED = 5;
const DRAIN_SECONDS = MEASURING ? 10 : 6;
/** What ending everything may take after the deadline, in milliseconds (`END_LIMIT_MS`). */
const END_LIMIT_MS = 4_000;
const ROUNDS = rounds(1, 5);

const servers: SfuProcess[] = [];
const calls: Call[] = [];

afterEach(async () => {
  calls.splice(0).forEach((call) => call.dispose());
  await Promise.all(servers.splice(0).map((server) => server.kill()));
});

async function start(drainSeconds: number, port?: number): Promise<SfuProcess> {
  const server = await SfuProcess.start({ DRAIN_SECONDS: String(drainSeconds), RATE_LIMIT_FACTOR: '20' }, port);
  servers.push(server);
  return server;
}

async function come(server: SfuProcess, room: string, name: string): Promise<Call> {
  const call = fakeCall(server.url);
  calls.push(call);
  await call.setMic(true);
  await call.join({ roomId: room, name });
  return call;
}

const isJoined = (call: Call): boolean => call.getState().connection.status === 'joined';
const hasSound = (call: Call, others: number): boolean => call.getState().room?.consumers.size === others;

test('SIGTERM with 20 rooms and 60 people: they are told, may finish, and come back to the next process', async () => {
  const [told, overdue, returns]: [number[], number[], number[]] = [[], [], []];
  let kept = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const server = await start(DRAIN_SECONDS);
    const people = await Promise.all(Array.from({ length: PEERS }, (_, index) => come(server, `room-${index % ROOMS}`, `P${index}`)));
    await until('everyone hears two others', () => people.every((call) => hasSound(call, PEERS / ROOMS - 1)), 20_000);

    const lostAt = new Map<Call, number>();
    people.forEach((call) => call.subscribe(() => {
      if (!isJoined(call) && !lostAt.has(call)) {
        lostAt.set(call, performance.now());
      }
    }));
    const workers = await server.workerPids();
    const signalled = performance.now();
    const deadline = signalled + DRAIN_SECONDS * 1_000;
    server.signal('SIGTERM');
    await until('everyone is told', () => people.every((call) => typeof call.getState().room?.stopsAt === 'number'));
    told.push(performance.now() - signalled);
    expect(await Promise.all(['/readyz', '/healthz'].map((path) => server.status(path)))).toEqual([503, 200]);
    expect(await (await fetch(`${server.url}/metrics`)).text()).toContain('plenary_draining 1');
    await expect(come(server, 'another', 'Late')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await server.workerPids()).toEqual(workers);
    // Somebody who is late for a meeting that goes on comes in.
    const late = await come(server, 'room-19', 'Late');
    expect(late.getState().room?.stopsAt).not.toBeNull();
    await late.leave();

    const finished = people.filter((_, index) => index % ROOMS < FINISHED);
    const staying = people.filter((call) => !finished.includes(call));
    await Promise.all(finished.map(async (call) => await call.leave()));
    const exit = await server.exit;
    expect({ code: exit.code, signal: exit.signal }).toEqual({ code: 0, signal: null });
    expect(exit.at).toBeGreaterThanOrEqual(deadline - 50);
    overdue.push(exit.at - deadline);
    kept += staying.filter((call) => (lostAt.get(call) ?? Infinity) >= deadline - 50).length;

    const next = await start(DRAIN_SECONDS, server.port);
    const up = performance.now();
    await Promise.all(staying.map(async (call, index) => {
      await until(`${index} is back`, () => isJoined(call) && hasSound(call, PEERS / ROOMS - 1), 30_000);
      returns.push(performance.now() - up);
    }));
    expect(staying.every((call) => call.getState().room?.stopsAt === null)).toBe(true);
    calls.splice(0).forEach((call) => call.dispose());
    await next.kill();
  }
  const stayed = PEERS - FINISHED * (PEERS / ROOMS);
  recordFault({
    id: 'F5',
    injected: stayed * ROUNDS,
    recovered: Math.min(kept, returns.length),
    figures: [
      figure('until all 60 are told', 'ms', told, { max: 1_000 }),
      figure('exit after the deadline', 'ms', overdue, { max: END_LIMIT_MS }),
      figure('back in the call after the next process is ready', 'ms', returns),
    ],
  });
}, 60_000 + ROUNDS * 60_000);

test('it ends as soon as nobody is left, and at once when it is told twice', async () => {
  const [patient, pressed, interrupted] = await Promise.all([start(60), start(60), start(60)]);
  const [last] = await Promise.all([come(patient, 'first', 'Ann'), come(pressed, 'first', 'Ann'), come(interrupted, 'first', 'Ann')]);
  [patient, pressed].forEach((server) => server.signal('SIGTERM'));
  await until('both drain', async () => await patient.status('/readyz') === 503 && await pressed.status('/readyz') === 503);
  await last.leave();
  pressed.signal('SIGTERM');
  interrupted.signal('SIGINT');
  const exits = await Promise.all([patient, pressed, interrupted].map(({ exit }) => exit));
  expect(exits.map(({ code }) => code)).toEqual([0, 0, 0]);
}, 90_000);

test('a worker that hangs does not hold it up, and does not outlive it', async () => {
  const server = await start(1);
  await come(server, 'first', 'Ann');
  const pids = await server.workerPids();
  const began = performance.now();
  pids.forEach((pid) => process.kill(pid, 'SIGSTOP'));
  server.signal('SIGTERM');
  const { code, at } = await server.exit;
  expect(code).toBe(0);
  expect(at - began).toBeLessThan(1_000 + END_LIMIT_MS + 1_000);
  await until('no worker is left', () => !pids.some(isAlive));
}, 90_000);

test('the admin API drains, tells, and takes it back; after SIGTERM it can’t', async () => {
  const server = await start(60);
  const ann = await come(server, 'first', 'Ann');
  expect((await server.admin('/drain')).body).toMatchObject({ phase: 'running', endsAt: null, peers: 1 });
  expect((await server.admin('/drain', 'PUT', { seconds: -1 })).status).toBe(400);
  expect((await server.admin('/drain', 'PUT', { seconds: 300 })).body).toMatchObject({ phase: 'draining', rooms: 1 });
  await until('Ann is told', () => ann.getState().room?.stopsAt !== null);
  expect(await server.status('/readyz')).toBe(503);
  expect((await server.admin('/drain', 'DELETE')).body).toMatchObject({ phase: 'running', endsAt: null });
  await until('Ann is told again', () => ann.getState().room?.stopsAt === null);
  expect(await server.status('/readyz')).toBe(200);
  await come(server, 'another', 'Bob');
  await server.admin('/drain', 'PUT', { seconds: 300 });
  const stopsAt = (): number => ann.getState().room?.stopsAt ?? 0;
  await until('Ann is told once more', () => stopsAt() > Date.now() + 200_000);
  server.signal('SIGTERM');
  await until('SIGTERM leaves less time', () => stopsAt() < Date.now() + 100_000);
  expect((await server.admin('/drain', 'DELETE')).status).toBe(409);
}, 90_000);
