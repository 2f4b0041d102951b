import { setTimeout as sleep } from 'node:timers/promises';
import type { BotPlan } from './bot/bot.ts';
import { botsOf, between, delaysOf, joinFigures, totalsOf, type JoinFigures, type Totals } from './figures.ts';
import { Fleet } from './fleet.ts';
import type { ProcessSnapshot } from './fleet-messages.ts';
import type { Percentiles } from './percentiles.ts';
import { botPlans, ramp, type JoinOutcome } from './ramp.ts';
import { cpuBetween, type Meter, type Reading } from './server/meter.ts';

export interface RunOptions {
  readonly url: string;
  readonly room: string;
  readonly publishers: number;
  readonly viewers: number;
  readonly seconds: number;
  readonly joinRate: number;
  readonly audio: BotPlan['audio'];
  readonly video: BotPlan['video'];
  readonly view?: BotPlan['view'];
  /** Whether viewers come as audience; otherwise they are participants who publish nothing. */
  readonly watch?: boolean;
  readonly processes: number;
  readonly meter: Meter | null;
  /** Told the processes of bots once they run, to pin them to cores for instance. */
  readonly started?: (pids: readonly number[]) => void;
  /** Ends the run early and in order; what was measured by then is the result. */
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
  /** Lets others join once the bots have; awaited before the measurement. */
  readonly besides?: () => Promise<void>;
  /** Called at the end of the measurement, while everyone is still there. */
  readonly measured?: () => Promise<void>;
}

export interface Progress {
  readonly step: string;
  readonly joined: number;
  readonly failed: number;
  /** Packets received in the last second; `null` while joining. */
  readonly packetsPerSecond: number | null;
  readonly lost: number;
}

export interface ServerFigures {
  /** CPU in the measured time ÷ packets that bots received in it, in nanoseconds. */
  readonly cpuNsPerPacket: number;
  readonly nodeCpuNsPerPacket: number;
  /** CPU seconds per second. */
  readonly cores: number;
  /** Growth of resident memory since before the first join ÷ bots; `null` where only Node's is known. */
  readonly memoryPerPeer: number | null;
}

export interface RunResult {
  readonly joins: JoinFigures;
  /** From the first join to the end. */
  readonly packets: Totals & {
    /** Share lost of what was expected by sequence numbers, 0 to 1, and of the worst single track. */
    readonly loss: number;
    readonly worstTrackLoss: number;
    readonly tracks: number;
    readonly silentTracks: number;
    readonly unannounced: number;
  };
  /** The measured time, after everyone had joined. */
  readonly window: Totals & { readonly seconds: number };
  /** Milliseconds from a bot's sending to another's receiving, in the measured time. */
  readonly delay: Omit<Percentiles, 'count'>;
  readonly server: ServerFigures | null;
  readonly signaling: { readonly notificationsPerPeerPerMinute: number; readonly byName: Readonly<Record<string, number>> };
  /** The busiest process of bots, 0 to 1: near 1 the bots are what was measured. */
  readonly busiestProcess: number;
  readonly errors: Readonly<Record<string, number>>;
  readonly interrupted: boolean;
}

/** How long publishers may take to flow before viewers join regardless, in milliseconds. */
const FLOW_TIMEOUT_MS = 10_000;
/** Between the last join and the measurement, in milliseconds: key frames, first reports, code that warms up. */
const SETTLE_MS = 2_000;

/** Joins all bots, measures, and lets them leave, whatever happens. */
export async function runLoad(options: RunOptions): Promise<RunResult> {
  const { url, room, signal, meter, progress } = options;
  const fleet = new Fleet(options.processes);
  try {
    options.started?.(fleet.pids);
    // Answered once all processes are up, so that their start counts in no figure.
    await fleet.snapshots();
    const before = await meter?.read() ?? null;
    const tally = { joined: 0, failed: 0 };
    const joined = (outcome: JoinOutcome): void => {
      tally[outcome.ok ? 'joined' : 'failed']++;
      progress({ step: 'joining', ...tally, packetsPerSecond: null, lost: 0 });
    };
    const plans = botPlans(options);
    const ramped = { fleet, url, room, rate: options.joinRate, signal, joined };
    const startedAt = performance.now();
    const outcomes = await ramp({ ...ramped, plans: plans.publishers });
    const publishSeconds = (performance.now() - startedAt) / 1_000;
    await flowing(fleet, signal);
    const viewersAt = performance.now();
    outcomes.push(...await ramp({ ...ramped, plans: plans.viewers }));
    const joinSeconds = publishSeconds + (performance.now() - viewersAt) / 1_000;
    await options.besides?.();
    await pause(SETTLE_MS, signal);
    const measured = await measure(fleet, options, tally);
    await options.measured?.();
    const joins = joinFigures(outcomes, joinSeconds, botsOf(measured.last));
    return result(measured, joins, before, signal.aborted);
  } finally {
    await fleet.close();
  }
}

interface Measured {
  readonly first: ProcessSnapshot[];
  readonly last: ProcessSnapshot[];
  readonly from: Reading | null;
  readonly to: Reading | null;
  readonly seconds: number;
}

async function measure(fleet: Fleet, options: RunOptions, tally: { joined: number; failed: number }): Promise<Measured> {
  const { meter, signal, progress, seconds } = options;
  await fleet.resetDelays();
  const first = await fleet.snapshots();
  const from = await meter?.read() ?? null;
  const startedAt = performance.now();
  let last = first;
  while (!signal.aborted && performance.now() - startedAt < seconds * 1_000) {
    await pause(Math.min(1_000, startedAt + seconds * 1_000 - performance.now()), signal);
    const next = await fleet.snapshots();
    const passed = between(totalsOf(last), totalsOf(next));
    const left = Math.max(0, seconds - (performance.now() - startedAt) / 1_000);
    progress({
      step: `measuring, ${left.toFixed(0)} s left`,
      ...tally,
      packetsPerSecond: passed.received,
      lost: totalsOf(next).lost,
    });
    last = next;
  }
  const to = await meter?.read() ?? null;
  return { first, last, from, to, seconds: (performance.now() - startedAt) / 1_000 };
}

function result(measured: Measured, joins: JoinFigures, before: Reading | null, interrupted: boolean): RunResult {
  const { first, last, from, to, seconds } = measured;
  const all = totalsOf(last);
  const window = between(totalsOf(first), all);
  const received = botsOf(last).map((bot) => bot.received);
  const sum = (of: (bot: (typeof received)[number]) => number): number =>
    received.reduce((total, bot) => total + of(bot), 0);
  const peers = Math.max(1, joins.succeeded);
  const byName: Record<string, number> = {};
  last.forEach(({ signaling }) => Object.entries(signaling.byName).forEach(([name, count]) => {
    byName[name] = (byName[name] ?? 0) + count;
  }));
  const errors: Record<string, number> = {};
  last.forEach((child) => Object.entries(child.errors).forEach(([code, count]) => {
    errors[code] = (errors[code] ?? 0) + count;
  }));
  return {
    joins,
    packets: {
      ...all,
      loss: all.lost / Math.max(1, all.expected),
      worstTrackLoss: Math.max(0, ...received.map((bot) => bot.worstLoss)),
      tracks: sum((bot) => bot.tracks),
      silentTracks: sum((bot) => bot.silent),
      unannounced: sum((bot) => bot.unannounced),
    },
    window: { ...window, seconds },
    delay: delaysOf(last),
    server: from === null || to === null ? null : serverFigures(from, to, before, window.received, seconds, peers),
    signaling: { notificationsPerPeerPerMinute: (window.notifications / peers / seconds) * 60, byName },
    busiestProcess: Math.max(0, ...last.map(({ busy }) => busy)),
    errors,
    interrupted,
  };
}

function serverFigures(
  from: Reading, to: Reading, before: Reading | null, received: number, seconds: number, peers: number,
): ServerFigures {
  const { node, workers } = cpuBetween(from, to);
  const packets = Math.max(1, received);
  const empty = before?.memory ?? null;
  const grown = from.memory === null || empty === null ? null : from.memory - empty;
  return {
    cpuNsPerPacket: (node + workers) / packets,
    nodeCpuNsPerPacket: node / packets,
    cores: (node + workers) / 1e9 / seconds,
    memoryPerPeer: grown === null ? null : grown / peers,
  };
}

async function flowing(fleet: Fleet, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + FLOW_TIMEOUT_MS;
  while (!signal.aborted && performance.now() < deadline && !botsOf(await fleet.snapshots()).every((bot) => bot.flowing)) {
    await pause(50, signal);
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(Math.max(0, ms), undefined, { signal }).catch(() => undefined);
}
