import { Histogram } from './bot/histogram.ts';
import type { BotSnapshot, ProcessSnapshot } from './fleet-messages.ts';
import type { JoinOutcome } from './ramp.ts';
import { percentiles, type Percentiles } from './percentiles.ts';

/** Sums over all bots at one moment. */
export interface Totals {
  readonly sent: number;
  readonly expected: number;
  readonly received: number;
  readonly lost: number;
  readonly bytes: number;
  readonly notifications: number;
  readonly signalingBytes: number;
  readonly keyFrameRequests: number;
}

export interface JoinFigures {
  readonly succeeded: number;
  /** How many failed, by reason. */
  readonly failed: Readonly<Record<string, number>>;
  readonly perSecond: number;
  /** Milliseconds: configuration, device and socket before the click; the click until the answer. */
  readonly prepare: Percentiles;
  readonly join: Percentiles;
  /** Milliseconds from the click until the first packet, of those who met tracks; until the first key frame. */
  readonly firstPacket: Percentiles;
  readonly firstKeyFrame: Percentiles;
}

export function totalsOf(processes: readonly ProcessSnapshot[]): Totals {
  const bots = botsOf(processes);
  const sum = (of: (bot: BotSnapshot) => number): number => bots.reduce((total, bot) => total + of(bot), 0);
  return {
    sent: sum((bot) => bot.sent),
    expected: sum((bot) => bot.received.expected),
    received: sum((bot) => bot.received.received),
    lost: sum((bot) => bot.received.lost),
    bytes: sum((bot) => bot.received.bytes),
    keyFrameRequests: sum((bot) => bot.keyFrameRequests),
    notifications: processes.reduce((total, { signaling }) => total + signaling.notifications, 0),
    signalingBytes: processes.reduce((total, { signaling }) => total + signaling.bytesReceived, 0),
  };
}

export function botsOf(processes: readonly ProcessSnapshot[]): BotSnapshot[] {
  return processes.flatMap(({ bots }) => bots);
}

/** What came between two moments. */
export function between(from: Totals, to: Totals): Totals {
  const keys = Object.keys(to) as (keyof Totals)[];
  return Object.fromEntries(keys.map((key) => [key, to[key] - from[key]])) as unknown as Totals;
}

export function delaysOf(processes: readonly ProcessSnapshot[]): Omit<Percentiles, 'count'> {
  const all = new Histogram();
  processes.forEach(({ delays }) => all.add(delays));
  return { p50: all.percentile(0.5), p95: all.percentile(0.95), p99: all.percentile(0.99) };
}

/** @param outcomes of every attempt to join @param seconds from the first attempt to the last answer */
export function joinFigures(outcomes: readonly JoinOutcome[], seconds: number, bots: readonly BotSnapshot[]): JoinFigures {
  const failed: Record<string, number> = {};
  for (const outcome of outcomes) {
    if (!outcome.ok) {
      failed[outcome.error] = (failed[outcome.error] ?? 0) + 1;
    }
  }
  const times = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.times] : []));
  const met = bots.filter(({ metTracks }) => metTracks);
  return {
    succeeded: times.length,
    failed,
    perSecond: times.length / Math.max(seconds, 0.001),
    prepare: percentiles(times.map(({ prepare }) => prepare)),
    join: percentiles(times.map(({ join }) => join)),
    firstPacket: percentiles(met.flatMap(({ firstPacket }) => firstPacket ?? [])),
    firstKeyFrame: percentiles(met.flatMap(({ firstKeyFrame }) => firstKeyFrame ?? [])),
  };
}
