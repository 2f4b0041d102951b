import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { botsOf } from '../../tools/load/figures.ts';
import { Fleet } from '../../tools/load/fleet.ts';
import type { BotSnapshot } from '../../tools/load/fleet-messages.ts';
import { botPlans, ramp } from '../../tools/load/ramp.ts';
import { startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

const SEATED = 8;
const JOINERS = 50;
const SECONDS = 2;
/** Layers of the publisher's video. */
const LAYERS = 2;

let sfu: Sfu;
/** Each is a process: who sits there reads what arrives, whatever those who come have to do. */
let fleet: Fleet;
let coming: Fleet;

beforeAll(async () => {
  sfu = await startSfu();
  [fleet, coming] = [new Fleet(1), new Fleet(1)];
});

afterAll(async () => {
  await Promise.all([fleet?.close(), coming?.close()]);
  await sfu?.close();
});

const bots = async (): Promise<BotSnapshot[]> => (await Promise.all([fleet, coming].map(async (each) => botsOf(await each.snapshots())))).flat();

test('50 join within 2 s: all are served from shared key frames, and those who sit there lose nothing', async () => {
  const plans = botPlans({
    publishers: 1,
    viewers: SEATED + JOINERS,
    audio: { packetsPerSecond: 20, payloadBytes: 80 },
    video: { kind: 'preset', preset: '360p' },
  });
  const seated = plans.viewers.slice(0, SEATED);
  const joinAll = async (by: Fleet, some: typeof plans.viewers, rate: number) =>
    await ramp({ fleet: by, url: sfu.url, room: 'storm', plans: some, rate, signal: new AbortController().signal, joined: () => undefined });
  await joinAll(fleet, [...plans.publishers, ...seated], 20);
  await until('the seated see it', async () => (await bots()).filter(({ firstKeyFrame }) => firstKeyFrame !== null).length === SEATED, 20_000);
  const asked = async () => (await bots()).reduce((sum, { keyFrameRequests }) => sum + keyFrameRequests, 0);
  const before = await asked();
  const startedAt = performance.now();

  const outcomes = await joinAll(coming, plans.viewers.slice(SEATED), JOINERS / SECONDS);
  expect(outcomes.filter(({ ok }) => !ok)).toEqual([]);
  await until('all see it', async () => (await bots()).filter(({ firstKeyFrame }) => firstKeyFrame !== null).length === SEATED + JOINERS, 20_000);

  const passed = (performance.now() - startedAt) / 1_000;
  expect((await asked()) - before).toBeLessThanOrEqual(LAYERS * (Math.ceil(passed) + 1));
  const names = new Set(seated.map(({ name }) => name));
  for (const { name, received } of (await bots()).filter((bot) => names.has(bot.name))) {
    expect({ name, lost: received.lost, silent: received.silent }).toEqual({ name, lost: 0, silent: 0 });
  }
}, 60_000);
