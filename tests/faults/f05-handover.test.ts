import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Call } from '../../packages/client/src/index.ts';
import { fakeCall } from '../support/caller.ts';
import { SfuProcess } from '../support/sfu-process.ts';
import { until } from '../support/until.ts';

/** A process that is killed has written what was so this long ago at the latest, in milliseconds. */
const LOSS_MS = 10_000;
const CLIENT_ID = 'the-browser-of-kim';

let folder: string;
let handoverFile: string;
const servers: SfuProcess[] = [];
const calls: Call[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plenary-handover-'));
  handoverFile = join(folder, 'handover.json');
});

afterEach(async () => {
  calls.splice(0).forEach((call) => call.dispose());
  await Promise.all(servers.splice(0).map((server) => server.kill()));
  await rm(folder, { recursive: true, force: true });
});

async function start(port?: number): Promise<SfuProcess> {
  const server = await SfuProcess.start({ DRAIN_SECONDS: '1', HANDOVER_FILE: handoverFile }, port);
  servers.push(server);
  return server;
}

function person(server: SfuProcess, clientId?: string): Call {
  const call = fakeCall(server.url, clientId === undefined ? {} : { clientId });
  calls.push(call);
  return call;
}

/** A host, a guest and one who was removed, in a room that is locked. */
async function meet(server: SfuProcess): Promise<{ hana: Call; gina: Call; kim: Call }> {
  const [hana, gina, kim] = [person(server), person(server), person(server, CLIENT_ID)];
  await hana.join({ roomId: 'daily', name: 'Hana' });
  await gina.join({ roomId: 'daily', name: 'Gina' });
  await kim.join({ roomId: 'daily', name: 'Kim' });
  await hana.host.removePeer(kim.getState().room?.selfId ?? '');
  await hana.setRoomSettings({ locked: true });
  return { hana, gina, kim };
}

async function expectAllAsBefore(next: SfuProcess, { hana, gina, kim }: Awaited<ReturnType<typeof meet>>): Promise<void> {
  // They try before those who belong there are back, and after.
  for (const look of ['before', 'after'] as const) {
    await expect(kim.join({ roomId: 'daily', name: 'Kim' })).rejects.toMatchObject({ code: 'REMOVED' });
    await expect(person(next).join({ roomId: 'daily', name: 'Eve' })).rejects.toMatchObject({ code: 'LOCKED' });
    if (look === 'before') {
      await until('both are back', () => [hana, gina].every((call) => call.getState().connection.status === 'joined'), 30_000);
    }
  }
  expect([hana, gina].map((call) => call.getState().room?.self.role)).toEqual(['host', 'speaker']);
  expect(hana.getState().room?.settings.locked).toBe(true);
  await hana.setRoomSettings({ locked: false });
  await person(next).join({ roomId: 'daily', name: 'Eve' });
}

test('what hosts decided outlives the process that is told to end', async () => {
  const server = await start();
  const people = await meet(server);
  server.signal('SIGTERM');
  expect((await server.exit).code).toBe(0);
  await expectAllAsBefore(await start(server.port), people);
}, 120_000);

test('and one that is killed, but for the last seconds', async () => {
  const server = await start();
  const people = await meet(server);
  await until('it is written', async () => (await readFile(handoverFile, 'utf8').catch(() => '')).includes('"locked":true'), LOSS_MS + 30_000);
  await server.kill();
  await expectAllAsBefore(await start(server.port), people);
}, 120_000);
