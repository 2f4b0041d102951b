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
let fleet: Fleet;

beforeAll(async () => {
  sfu = await startSfu();
  fleet = new Fleet(1);
});

afterAll(async () => {
  await fleet?.close();
  await sfu?.close();
});

const bots = async (): Promise<BotSnapshot[]> => botsOf(await fleet.snapshots());

test('50 join within 2 s: all are served from shared key frames, and those who sit there lose nothing', async () => {
  const plans = botPlans({
    publishers: 1,
    viewers: SEATED + JOINERS,
    audio: { packetsPerSecond: 20, payloadBytes: 80 },
    video: { kind: 'preset', preset: '360p' },
  });
  const seated = plans.viewers.slice(0, SEATED);
  const joinAll = async (some: typeof plans.viewers, rate: number) =>
    await ramp({ fleet, url: sfu.url, room: 'storm', plans: some, rate, signal: new AbortController().signal, joined: () => undefined });
  await joinAll([...plans.publishers, ...seated], 20);
  await until('the seated see it', async () => (await bots()).filter(({ firstKeyFrame }) => firstKeyFrame !== null).length === SEATED);
  const asked = async () => (await bots()).reduce((sum, { keyFrameRequests }) => sum + keyFrameRequests, 0);
  const before = await asked();
  const startedAt = performance.now();

  const outcomes = await joinAll(plans.viewers.slice(SEATED), JOINERS / SECONDS);
  expect(outcomes.filter(({ ok }) => !ok)).toEqual([]);
  await until('all see it', async () => (await bots()).filter(({ firstKeyFrame }) => firstKeyFrame !== null).length === SEATED + JOINERS);

  const passed = (performance.now() - startedAt) / 1_000;
  expect((await asked()) - before).toBeLessThanOrEqual(LAYERS * (Math.ceil(passed) + 1));
  const names = new Set(seated.map(({ name }) => name));
  for (const { name, received } of (await bots()).filter((bot) => names.has(bot.name))) {
    expect({ name, lost: received.lost, silent: received.silent }).toEqual({ name, lost: 0, silent: 0 });
  }
}, 30_000);
