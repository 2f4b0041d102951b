import { afterEach, describe, expect, test } from '@jest/globals';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import type { Call } from '../../packages/client/src/index.ts';
import { fakeCall } from '../support/caller.ts';
import { NOTHING, startSfu, type ConfigParts } from '../support/sfu.ts';
import { jam, silence, watchChannels } from '../support/stuck-channel.ts';
import { until } from '../support/until.ts';

const KEY = 'a-key-for-the-admin-api';
let sfu: Sfu;
const calls: Call[] = [];

/** A server whose rooms spill after a few consumers. */
async function start(parts: ConfigParts = {}): Promise<void> {
  sfu = await startSfu({ adminKey: KEY, ...parts, media: { workers: 2, consumersPerWorker: 5, ...parts.media } });
}

afterEach(async () => {
  calls.splice(0).forEach((made) => made.dispose());
  await sfu.close();
});

async function joined(name: string, roomId = 'wide'): Promise<Call> {
  const made = fakeCall(sfu.url);
  calls.push(made);
  await made.setMic(true);
  await made.setCamera(true);
  await made.join({ roomId, name });
  return made;
}

async function group(count: number): Promise<Call[]> {
  const made: Call[] = [];
  for (let i = 0; i < count; i++) {
    made.push(await joined(`P${i}`));
    await until('published', () => sfu.census().peers === i + 1);
    await until('everyone receives', () => everyoneReceives(made));
  }
  return made;
}

/** Every call holds a track of every other's mic and camera, and of nothing else. */
function everyoneReceives(group: readonly Call[]): boolean {
  return group.every((made) => {
    const { room } = made.getState();
    return room !== null && group.every((other) => {
      const id = other.getState().room?.selfId ?? '';
      return other === made || (made.remoteTrack(id, 'mic') !== null && made.remoteTrack(id, 'camera') !== null);
    }) && room.peers.size === group.length;
  });
}

const admin = async (method: 'GET' | 'PUT', body?: unknown, key = KEY) => {
  const response = await fetch(`${sfu.url}/api/v1/admin/workers`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as { target: number; workers: { index: number; state: string; rooms: number; peers: number; consumers: number; pid: number }[]; code?: string } };
};

describe('one room over many workers', () => {
  test.each([2, 4])('spills over %d workers, and each track crosses once', async (workers) => {
    await start({ media: { workers, consumersPerWorker: 4 } });
    const people = await group(workers === 2 ? 5 : 6);
    const { body } = await admin('GET');
    const used = body.workers.filter(({ peers }) => peers > 0);
    expect(used.length).toBe(workers);
    expect(used.reduce((sum, { peers }) => sum + peers, 0)).toBe(people.length);
    // One router on each worker; each track has its own producer, and one more on every other worker.
    expect(sfu.census().routers).toBe(workers);
    const tracks = 2 * people.length;
    await until('each track is on every worker, once', () => sfu.census().producers === tracks * workers);
    await Promise.all(people.map((made) => made.leave()));
    await until('nothing is left', () => JSON.stringify({ ...sfu.census(), connections: 0 }) === JSON.stringify(NOTHING));
  });

  test('mute, unmute and end cross the pipe', async () => {
    await start();
    const people = await group(5);
    const [first, last] = [people[0] as Call, people[4] as Call];
    const id = first.getState().room?.selfId ?? '';
    await first.setMic(false);
    await until('muted', () => last.getState().room?.peers.get(id)?.tracks.find(({ source }) => source === 'mic')?.paused);
    await first.setScreen(true);
    await until('the screen is there', () => last.remoteTrack(id, 'screen') !== null);
    await first.setScreen(false);
    await until('the screen has ended', () => last.remoteTrack(id, 'screen') === null);
    // What is left: a mic and a camera each, on either worker.
    await until('its pipes too', () => sfu.census().producers === 2 * 2 * people.length);
  });

  test('a pipe closes with the last who uses it', async () => {
    await start();
    const people = await group(5);
    const peersOf = async (index: number) => (await admin('GET')).body.workers[index]?.peers;
    const tracks = 2 * people.length;
    await until('piped', () => sfu.census().producers === 2 * tracks);
    expect(await peersOf(1)).toBeGreaterThan(0);
    while ((await peersOf(0)) !== 0 && (await peersOf(1)) !== 0) {
      await people.pop()?.leave();
    }
    expect(people.length).toBeGreaterThan(0);
    await until('no pipe is left', () => sfu.census().producers === 2 * people.length);
  });
});

describe('a worker is given up in the middle of a call', () => {
  test('from 2 to 1: everyone moves, nobody leaves, the screen share goes on', async () => {
    await start();
    const people = await group(5);
    const [sharer] = people as [Call];
    await sharer.setScreen(true);
    const id = sharer.getState().room?.selfId ?? '';
    await until('the screen is seen', () => people.slice(1).every((made) => made.remoteTrack(id, 'screen') !== null));
    const ids = people.map((made) => made.getState().room?.selfId);
    expect((await admin('PUT', { count: 1 })).status).toBe(200);
    await until('one worker is left', async () => (await admin('GET')).body.workers.length === 1, 40_000);
    expect(people.map((made) => made.getState().room?.selfId)).toEqual(ids);
    expect(people.map((made) => made.getState().connection.status)).toEqual(people.map(() => 'joined'));
    await until('everyone receives everyone', () => everyoneReceives(people), 10_000);
    await until('the screen too', () => people.slice(1).every((made) => made.remoteTrack(id, 'screen') !== null));
    await until('no doubles', () => sfu.census().producers === 2 * people.length + 2 && sfu.census().transports === 2 * people.length);
    expect(sfu.workerPids()).toHaveLength(1);
  }, 60_000);

  test('and others are added: new peers go there', async () => {
    await start({ media: { workers: 1 } });
    const people = await group(3);
    expect((await admin('PUT', { count: 3 })).body).toMatchObject({ target: 3 });
    await until('three run', async () => (await admin('GET')).body.workers.filter(({ state }) => state === 'running').length === 3);
    people.push(await joined('P3'));
    await until('everyone receives everyone', () => everyoneReceives(people));
    expect((await admin('GET')).body.workers.filter(({ peers }) => peers > 0).length).toBeGreaterThan(1);
  });
});

describe('a worker fails', () => {
  const kill = (signal: NodeJS.Signals) => (pid: number): void => void process.kill(pid, signal);

  test.each([
    ['SIGKILL', kill('SIGKILL')],
    ['SIGSTOP', kill('SIGSTOP')],
    ['a silent channel', silence],
    ['a channel that takes nothing', jam],
  ] as const)('by %s: its peers go on elsewhere, those on others notice no new media of their own', async (_how, strike) => {
    watchChannels();
    await start();
    const people = await group(5);
    const ids = people.map((made) => made.getState().room?.selfId);
    const victim = (await admin('GET')).body.workers.find(({ peers }) => peers > 0);
    strike(victim?.pid ?? 0);
    await until('it is replaced', async () => {
      const { workers } = (await admin('GET')).body;
      return workers.length === 2 && workers.every(({ pid }) => pid !== victim?.pid);
    }, 25_000);
    await until('everyone receives everyone', () => everyoneReceives(people) && sfu.census().transports === 2 * people.length, 15_000);
    expect(people.map((made) => made.getState().room?.selfId)).toEqual(ids);
    await Promise.all(people.map((made) => made.leave()));
    await until('nothing is left', () => JSON.stringify({ ...sfu.census(), connections: 0 }) === JSON.stringify(NOTHING));
  }, 60_000);

  test('by a channel that takes nothing, and somebody leaves before that is noticed', async () => {
    watchChannels();
    await start();
    const people = await group(3);
    jam((await admin('GET')).body.workers.find(({ peers }) => peers > 0)?.pid ?? 0);
    await people.shift()?.leave();
    await until('the others are told', () => people.every((made) => made.getState().room?.peers.size === 2));
    await until('they receive each other', () => everyoneReceives(people), 15_000);
  }, 60_000);

  test('when it was the only one, its peers wait for the next', async () => {
    await start({ media: { workers: 1 } });
    const people = await group(2);
    const [pid = NaN] = sfu.workerPids();
    process.kill(pid, 'SIGKILL');
    await until('a new one runs', () => sfu.workerPids().length === 1 && sfu.workerPids()[0] !== pid, 15_000);
    await until('both receive each other', () => everyoneReceives(people) && sfu.census().consumers === 4, 20_000);
  }, 45_000);
});

describe('the admin API', () => {
  test('is for whoever has the key', async () => {
    await start();
    expect((await admin('GET', undefined, 'another-key-altogether')).status).toBe(401);
    const response = await fetch(`${sfu.url}/api/v1/admin/workers`);
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  test('is off without one', async () => {
    await start({ adminKey: null });
    expect((await admin('GET')).status).toBe(404);
  });

  test.each([[{}], [{ count: 0 }], [{ count: 1.5 }], [{ count: '2' }], [{ count: 2, more: 1 }], [{ count: 1_000 }], [[]]])('refuses %j with words', async (body) => {
    await start();
    const answer = await admin('PUT', body);
    expect([answer.status, answer.body.code]).toEqual([400, 'BAD_REQUEST']);
    expect(sfu.workerPids()).toHaveLength(2);
  });
});
