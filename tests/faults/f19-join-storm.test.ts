import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { botsOf } from '../../tools/load/figures.ts';
import { Fleet } from '../../tools/load/fleet.ts';
import type { BotSnapshot } from '../../tools/load/fleet-messages.ts';
import { botPlans, ramp } from '../../tools/load/ramp.ts';
import { figure, recordFault, rounds } from '../support/fault-record.ts';
import { startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

const SEATED = 2;
const JOINERS = 50;
const ROUNDS = rounds(1, 5);

let sfu: Sfu;

beforeAll(async () => {
  sfu = await startSfu();
});

afterAll(async () => {
  await sfu?.close();
});

interface Storm {
  /** Milliseconds from "Join" to the first picture, of each who came in the storm. */
  readonly first: number[];
  /** The shortest time between two requests for a key frame of one layer, in milliseconds. */
  readonly apart: number;
}

async function storm(room: string): Promise<Storm> {
  const fleet = new Fleet(1);
  try {
    const { publishers, viewers } = botPlans({
      publishers: 1,
      viewers: SEATED + JOINERS,
      audio: { packetsPerSecond: 20, payloadBytes: 80 },
      video: { kind: 'preset', preset: '360p' },
    });
    const joinAll = async (plans: typeof viewers, rate: number) =>
      await ramp({ fleet, url: sfu.url, room, plans, rate, signal: new AbortController().signal, joined: () => undefined });
    const bots = async (): Promise<BotSnapshot[]> => botsOf(await fleet.snapshots());
    const seeing = async (): Promise<number[]> => (await bots()).flatMap(({ firstKeyFrame }) => firstKeyFrame ?? []);
    const publisher = async () => (await bots()).find(({ name }) => name === publishers[0]?.name);
    await joinAll([...publishers, ...viewers.slice(0, SEATED)], 20);
    await until('the seated see it', async () => (await seeing()).length === SEATED, 20_000);
    const before = (await publisher())?.keyFrameRequests ?? 0;
    const outcomes = await joinAll(viewers.slice(SEATED), JOINERS);
    expect(outcomes.filter(({ ok }) => !ok)).toEqual([]);
    await until('all see it', async () => (await seeing()).length === SEATED + JOINERS, 20_000);
    const after = await publisher();
    expect(after?.keyFrameRequests).toBeGreaterThan(before);
    const names = new Set(viewers.slice(SEATED).map(({ name }) => name));
    return {
      first: (await bots()).filter(({ name }) => names.has(name)).flatMap(({ firstKeyFrame }) => firstKeyFrame ?? []),
      apart: after?.keyFrameRequestsApart ?? Infinity,
    };
  } finally {
    await fleet.close();
  }
}

test(`50 join within a second, ${ROUNDS} times: they share key frames`, async () => {
  const storms: Storm[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    storms.push(await storm(`storm-${round}`));
  }
  recordFault({
    id: 'F19',
    injected: ROUNDS * JOINERS,
    recovered: storms.flatMap(({ first }) => first).length,
    figures: [
      figure('first key frame after "Join"', 'ms', storms.flatMap(({ first }) => first), { p95: 3_000 }),
      figure('requests a second of one layer', '', storms.map(({ apart }) => 1_000 / apart), { max: 1 }),
    ],
  });
}, 30_000 + ROUNDS * 20_000);
