import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import type { Call } from '../../packages/client/src/index.ts';
import { fakeCall } from '../support/caller.ts';
import { figure, recordFault, rounds } from '../support/fault-record.ts';
import { startSfu } from '../support/sfu.ts';
import { tcpRelay, type TcpRelay } from '../support/tcp-relay.ts';
import { until } from '../support/until.ts';

const ROUNDS = rounds(10, 200);
/** Of what others do in a round: each from so early before the cut to so late after it, in milliseconds. */
const BEFORE_MS = 60;
const AFTER_MS = 500;

let sfu: Sfu;
let between: TcpRelay;
const calls: Call[] = [];

beforeEach(async () => {
  sfu = await startSfu({ limits: { rateFactor: 1_000 } });
  between = await tcpRelay(sfu.url);
});

afterEach(async () => {
  calls.splice(0).forEach((made) => made.dispose());
  between.close();
  await sfu.close();
});

async function comes(name: string, url = sfu.url): Promise<Call> {
  const call = fakeCall(url);
  calls.push(call);
  await call.setMic(true);
  await call.join({ roomId: 'cut', name });
  return call;
}

/** What somebody sees of the room, to be compared with what others see; and which tracks they receive of whom. */
function seen(call: Call): { room: unknown; receives: string[] } {
  const { room } = call.getState();
  const peers = [...(room?.peers.values() ?? [])];
  return {
    room: {
      people: peers.map(({ id, name, role, tracks }) => [id, name, role, tracks.map((track) => Object.values(track).join()).sort()]),
      chat: room?.chat.map(({ id }) => id),
    },
    receives: [...(room?.consumers.values() ?? [])].map(({ peerId, source }) => `${peerId} ${source}`).sort(),
  };
}

/** Everyone's audible tracks but one's own. */
function shouldReceive(call: Call): string[] {
  const { room } = call.getState();
  return [...(room?.peers.values() ?? [])].filter(({ id }) => id !== room?.selfId)
    .flatMap(({ id, tracks }) => tracks.map(({ source }) => `${id} ${source}`)).sort();
}

const sleep = async (ms: number): Promise<void> => await new Promise((resolve) => setTimeout(resolve, ms));

test(`${ROUNDS} cuts while others write, mute, come and go: nothing is lost or doubled`, async () => {
  const ann = await comes('Ann', between.url);
  const bob = await comes('Bob');
  const cid = await comes('Cid');
  const { selfId } = ann.getState().room ?? {};
  const back: number[] = [];
  const written: string[] = [];
  /** Each text as often as it came to be shown to Ann. */
  const shown = new Map<string, number>();
  let known = new Set<string>();
  ann.subscribe(() => {
    const chat = ann.getState().room?.chat ?? [];
    chat.filter(({ id }) => !known.has(id)).forEach(({ text }) => shown.set(text, (shown.get(text) ?? 0) + 1));
    known = new Set(chat.map(({ id }) => id));
  });
  for (let round = 0; round < ROUNDS; round++) {
    const at = (): Promise<void> => sleep(Math.random() * (BEFORE_MS + AFTER_MS));
    const writes = Array.from({ length: 5 }, async (_, index) => {
      await at();
      written.push(`${round}.${index}`);
      await bob.sendChat(`${round}.${index}`);
    });
    const others = [
      at().then(() => cid.setMic(round % 2 === 0)),
      at().then(() => bob.setCamera(round % 2 === 0)),
      at().then(async () => {
        const dan = await comes(`Dan ${round}`);
        await at();
        await dan.leave();
      }),
    ];
    await sleep(BEFORE_MS);
    const cut = performance.now();
    between.cut();
    await until('Ann notices', () => ann.getState().connection.status === 'reconnecting');
    await until('Ann is back', () => ann.getState().connection.status === 'joined');
    back.push(performance.now() - cut);
    await Promise.all([...writes, ...others]);
    await until('both see the same', () => JSON.stringify(seen(ann).room) === JSON.stringify(seen(bob).room));
    await until('Ann receives everyone', () => seen(ann).receives.join() === shouldReceive(ann).join());
    await until('Dan has gone for both', () => [ann, bob].every((call) => call.getState().room?.peers.size === 3));
  }
  expect(ann.getState().room?.selfId).toBe(selfId);
  expect([...shown].filter(([, times]) => times !== 1)).toEqual([]);
  expect([...shown.keys()].sort()).toEqual(written.sort());
  expect(sfu.census()).toMatchObject({ peers: 3, transports: 6 });
  recordFault({
    id: 'F9',
    variant: 'events',
    injected: ROUNDS,
    recovered: back.length,
    figures: [
      figure('until it is back', 'ms', back, { p95: 1_000 }),
      figure('messages lost or doubled', '', [written.length - shown.size], { max: 0 }),
    ],
  });
}, 30_000 + ROUNDS * 3_000);
