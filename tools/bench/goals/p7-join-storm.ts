import type { BotPlan } from '../../load/bot/bot.ts';
import { percentiles } from '../../load/percentiles.ts';
import { botPlans } from '../../load/ramp.ts';
import type { BenchContext, Goal, Outcome } from '../goal.ts';
import { bars } from '../plot.ts';
import { spreadOf } from '../spread.ts';
import { joinTimes, withRoom, type FleetRoom } from './fleet-room.ts';

const SINGLES = 20;
const STORM = 100;
const STORM_SECONDS = 5;
const ROUNDS = 3;
// Little enough that 100 receivers do not keep the bots' core busy, so that joining is what is measured.
const MEDIA = {
  audio: { packetsPerSecond: 25, payloadBytes: 80 },
  video: { kind: 'fixed', packetsPerSecond: 15, payloadBytes: 600 },
} as const;

interface Times {
  readonly join: readonly number[];
  readonly firstPacket: readonly number[];
}

export const joinStorm: Goal = {
  id: 'P7',
  title: '100 joins in 5 s, p95',
  against: 'the p50 of a single join',
  limit: 4,
  measure,
};

async function measure(context: BenchContext): Promise<Outcome> {
  const plenary = await context.plenary();
  const rows: string[][] = [];
  const ratios: number[] = [];
  const [singles, storms]: [number[], number[]] = [[], []];
  for (let round = 1; round <= ROUNDS; round++) {
    context.signal.throwIfAborted();
    const single = await withRoom(plenary, 1, context.signal, (room) => joinAlone(room));
    const storm = await withRoom(plenary, 2, context.signal, (room) => joinTogether(room));
    const [a, b] = [percentiles(storm.join), percentiles(single.join)];
    const [media, mediaAlone] = [percentiles(storm.firstPacket), percentiles(single.firstPacket)];
    const ratio = (a.p95 ?? Number.NaN) / (b.p50 ?? Number.NaN);
    ratios.push(ratio);
    const mediaRatio = (media.p95 ?? Number.NaN) / (mediaAlone.p50 ?? Number.NaN);
    context.note(`round ${round}: answer ${ratio.toFixed(2)}, first packet ${mediaRatio.toFixed(2)}`);
    rows.push(row(`${round}, answer`, b.p50, a.p50, a.p95, ratio), row(`${round}, first packet`, mediaAlone.p50, media.p50, media.p95, mediaRatio));
    singles.push(b.p50 ?? Number.NaN);
    storms.push(a.p95 ?? Number.NaN);
  }
  return {
    ratio: spreadOf(ratios),
    table: { head: ['round', 'single p50, ms', 'storm p50, ms', 'storm p95, ms', 'p95 ÷ single p50'], rows },
    plots: [bars('From the click to the server’s answer', [['single join, p50', singles], ['storm, p95', storms]], 'ms')],
    notes: [
      `In a room with one publisher, ${SINGLES} viewers join one after the other, each leaving again; then ${STORM} viewers join within ${STORM_SECONDS} s in another such room.`,
      'The goal is judged by the server’s answer. The time to the first packet holds ICE and DTLS of the bots too, all of which run on the same machine.',
    ],
  };
}

async function joinAlone(room: FleetRoom): Promise<Times> {
  const viewers = await open(room, SINGLES);
  const times = { join: [] as number[], firstPacket: [] as number[] };
  for (const viewer of viewers) {
    times.join.push(...joinTimes(await room.join([viewer], 1)));
    times.firstPacket.push(...await firstPackets(room, [viewer]));
    await room.fleet.leave(viewer.name);
  }
  return times;
}

async function joinTogether(room: FleetRoom): Promise<Times> {
  const viewers = await open(room, STORM);
  const join = joinTimes(await room.join(viewers, STORM / STORM_SECONDS));
  return { join, firstPacket: await firstPackets(room, viewers) };
}

async function open(room: FleetRoom, viewers: number): Promise<BotPlan[]> {
  const plans = botPlans({ publishers: 1, viewers, ...MEDIA });
  await room.join(plans.publishers, 10);
  await room.flowing();
  return plans.viewers;
}

async function firstPackets(room: FleetRoom, viewers: readonly BotPlan[]): Promise<number[]> {
  const names = new Set(viewers.map(({ name }) => name));
  const deadline = performance.now() + 5_000;
  for (;;) {
    const times = (await room.bots()).flatMap(({ name, firstPacket }) => (names.has(name) ? (firstPacket ?? []) : []));
    if (times.length === viewers.length || performance.now() > deadline) {
      return times;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function row(name: string, ...figures: (number | null)[]): string[] {
  return [name, ...figures.map((figure) => (figure === null ? '–' : figure.toFixed(figure < 10 ? 2 : 1)))];
}
