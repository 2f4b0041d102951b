import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Call } from '../../packages/client/src/index.ts';
import { SFU_NODE_FLAGS } from '../../tools/run/node-flags.mjs';
import { fakeCall } from '../support/caller.ts';
import { tcpRelay, type TcpRelay } from '../support/tcp-relay.ts';
import { MEASURING, figure, recordFault } from '../support/fault-record.ts';
import { NOTHING } from '../support/sfu.ts';
import { lineThrough } from '../support/slope.ts';
import type { Inventory } from '../support/soak-child.ts';
import { until } from '../support/until.ts';

const ROOM_SIZE = 4;
const PEERS = 8;
/**
 * Code that is compiled, and what is made once, are no growth: so many rounds come before, of so many people. V8 goes on
 * to compile what runs but once a stay, and to note what that rests on, for many thousand stays; of two heap snapshots
 * before and after nothing else differs. It compiles anew for rounds of other sizes: the last minutes are as what is
 * measured.
 */
const [WARM_UP, WARM_UP_PEERS, WARM_UP_MINUTES] = MEASURING ? [600, 24, 10] : [3, 8, 0];
const ROUNDS = 8;
const MINUTES = Number(process.env.FAULT_MINUTES ?? 25);
const LOOK_EVERY_MS = 10_000;
const MB = 1e6;

let server: ChildProcess;
let relay: TcpRelay;
let url: string;

beforeAll(async () => {
  server = fork(fileURLToPath(new URL('../support/soak-child.ts', import.meta.url)), [], { execArgv: ['--expose-gc', ...SFU_NODE_FLAGS] });
  ({ url } = await answer<{ url: string }>());
  relay = await tcpRelay(url);
}, 30_000);

afterAll(async () => {
  relay?.close();
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.send('end');
  await ended;
});

const answer = async <T>(): Promise<T> => await new Promise((resolve) => server.once('message', (message) => resolve(message as T)));

async function look(): Promise<Inventory> {
  const inventory = answer<Inventory>();
  server.send('look');
  return await inventory;
}

/** Waits for everything to be gone, and for timers of what is gone to run out. */
async function settled(most: Pick<Inventory, 'timers' | 'files'> = { timers: Infinity, files: Infinity }): Promise<Inventory> {
  let last = await look();
  await until('nothing is left', async () => {
    last = await look();
    return JSON.stringify(last.alive) === JSON.stringify(NOTHING) && last.timers <= most.timers && last.files <= most.files;
  }, 15_000).catch(() => undefined);
  return last;
}

const status = (call: Call): string => call.getState().connection.status;

/** People come, speak and show, lose their sockets and come back; some leave, others are just gone. */
async function comeAndGo(count = PEERS): Promise<void> {
  const calls = Array.from({ length: count }, () => fakeCall(relay.url));
  await Promise.all(calls.map(async (call, index) => {
    await call.setMic(true);
    await call.setCamera(index % 2 === 0);
    await call.join({ roomId: `soak-${Math.floor(index / ROOM_SIZE)}`, name: `P${index}` });
  }));
  await until('everyone hears the others of their room', () => calls.every((call) =>
    [...(call.getState().room?.consumers.values() ?? [])].filter(({ kind }) => kind === 'audio').length === ROOM_SIZE - 1), 15_000);
  await Promise.all(calls.map(async (call) => await call.sendChat('Hello.')));
  await calls[0]?.setScreen(true);
  const noticed = new Set<Call>();
  // Told as it happens: some may be back before others notice.
  calls.forEach((call) => call.subscribe(() => status(call) === 'reconnecting' && noticed.add(call)));
  relay.cut();
  await until('everyone noticed', () => noticed.size === calls.length);
  await until('everyone is back', () => calls.every((call) => status(call) === 'joined'), 15_000);
  await calls[1]?.setMic(false);
  await Promise.all(calls.slice(1).map(async (call) => await call.leave()));
  // Of the last one nothing is heard any more.
  relay.cut();
  calls.forEach((call) => call.dispose());
}

/**
 * Has people come and go for a time.
 * @param isOver asked before each round, with the milliseconds since the beginning and the rounds so far
 * @param looked told each inventory, and when it was made, in milliseconds since the beginning
 * @returns how many rounds there were
 */
async function comeAndGoFor(isOver: (ms: number, rounds: number) => boolean, looked: (inventory: Inventory, ms: number) => void): Promise<number> {
  const began = performance.now();
  let looks = 0;
  for (let rounds = 0; ; rounds++) {
    if (isOver(performance.now() - began, rounds)) {
      return rounds;
    }
    await comeAndGo();
    if (performance.now() - began > looks * LOOK_EVERY_MS) {
      looks += 1;
      const inventory = await settled();
      looked(inventory, performance.now() - began);
    }
  }
}

test('joins, cuts, resumes and leaves without end leave nothing behind', async () => {
  for (let round = 0; round < WARM_UP; round++) {
    await comeAndGo(WARM_UP_PEERS);
  }
  await comeAndGoFor((ms) => ms >= WARM_UP_MINUTES * 60_000, () => undefined);
  const before = await settled();
  expect(before.alive).toEqual(NOTHING);
  const points: Inventory[] = [];
  const times: number[] = [];
  const rounds = await comeAndGoFor(
    (ms, done) => (MEASURING ? ms >= MINUTES * 60_000 : done >= ROUNDS),
    (inventory, ms) => {
      points.push(inventory);
      times.push(ms / 3_600_000);
    },
  );
  const after = await settled(before);
  const grown = (what: 'listeners' | 'files' | 'workerFiles' | 'timers'): number => after[what] - before[what];
  expect(after.alive).toEqual(NOTHING);
  const slope = (what: 'heapBytes' | 'residentBytes' | 'workerBytes'): readonly [slope: number, error: number] => {
    const line = lineThrough(points.map((point, index) => [times[index] ?? 0, point[what] / MB] as const));
    return [line.slope, line.error];
  };
  const memory = MEASURING
    ? ([['heapBytes', 'Node’s heap'], ['residentBytes', 'resident memory of the server, what V8 can give back left out'], ['workerBytes', 'resident memory of the workers']] as const)
      .flatMap(([what, words]) => {
        const [grows, error] = slope(what);
        return [
          figure(`growth of ${words}, at ${Math.round(rounds * PEERS / MINUTES)} stays a minute for ${MINUTES} minutes`, 'MB an hour', [grows], { max: 1 }),
          figure('its standard error', 'MB an hour', [error]),
        ];
      })
    : [];
  recordFault({
    id: 'F27',
    injected: rounds * PEERS,
    recovered: rounds * PEERS,
    figures: [
      figure('more listeners than before', '', [grown('listeners')], { max: 0 }),
      figure('more open files and sockets than before', '', [grown('files') + grown('workerFiles')], { max: 0 }),
      figure('more timers than before', '', [grown('timers')], { max: 0 }),
      ...memory,
    ],
  });
  expect([grown('listeners'), Math.max(0, grown('files')), Math.max(0, grown('workerFiles')), Math.max(0, grown('timers'))]).toEqual([0, 0, 0, 0]);
}, 60_000 + (MEASURING ? (MINUTES + 60) * 60_000 : 60_000));
