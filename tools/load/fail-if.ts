import type { RunResult } from './run.ts';

/** The figures that `--fail-if` knows by name. */
const FIGURES = {
  loss: (result) => result.packets.loss,
  'worst-track-loss': (result) => result.packets.worstTrackLoss,
  'silent-tracks': (result) => result.packets.silentTracks,
  'failed-joins': (result) => Object.values(result.joins.failed).reduce((sum, count) => sum + count, 0),
  'join-p50': (result) => result.joins.join.p50,
  'join-p95': (result) => result.joins.join.p95,
  'join-p99': (result) => result.joins.join.p99,
  'first-packet-p50': (result) => result.joins.firstPacket.p50,
  'first-packet-p95': (result) => result.joins.firstPacket.p95,
  'first-packet-p99': (result) => result.joins.firstPacket.p99,
  'delay-p50': (result) => result.delay.p50,
  'delay-p95': (result) => result.delay.p95,
  'delay-p99': (result) => result.delay.p99,
  'cpu-us-per-packet': (result) => (result.server === null ? null : result.server.cpuNsPerPacket / 1_000),
  'memory-kb-per-peer': (result) => kilobytes(result.server?.memoryPerPeer ?? null),
  'notifications-per-minute': (result) => result.signaling.notificationsPerPeerPerMinute,
} satisfies Record<string, (result: RunResult) => number | null>;

type FigureName = keyof typeof FIGURES;
type Comparison = '>' | '<' | '>=' | '<=';

export interface Condition {
  readonly text: string;
  readonly figure: FigureName;
  readonly comparison: Comparison;
  readonly bound: number;
}

/** @returns the condition, or in words what is wrong with the text */
export function parseCondition(text: string): Condition | string {
  const [, figure = '', comparison, bound] = /^\s*([a-z0-9-]+)\s*(>=|<=|>|<)\s*([\d.]+)\s*$/u.exec(text) ?? [];
  if (comparison === undefined || !Number.isFinite(Number(bound))) {
    return `--fail-if takes a figure, a comparison and a number, such as loss>0.01; "${text}" is none.`;
  }
  if (!Object.hasOwn(FIGURES, figure)) {
    return `--fail-if knows ${Object.keys(FIGURES).join(', ')}; not "${figure}".`;
  }
  return { text: text.trim(), figure: figure as FigureName, comparison: comparison as Comparison, bound: Number(bound) };
}

/** In words, what holds of what must not; a figure that was not measured counts as failed. */
export function failures(result: RunResult, conditions: readonly Condition[]): string[] {
  return conditions.flatMap(({ text, figure, comparison, bound }) => {
    const value = FIGURES[figure](result);
    if (value === null) {
      return [`${figure} was not measured, so ${text} can't be ruled out`];
    }
    return holds(value, comparison, bound) ? [`${figure} is ${Number(value.toPrecision(4))}: ${text}`] : [];
  });
}

function kilobytes(bytes: number | null): number | null {
  return bytes === null ? null : bytes / 1_000;
}

function holds(value: number, comparison: Comparison, bound: number): boolean {
  switch (comparison) {
    case '>': return value > bound;
    case '<': return value < bound;
    case '>=': return value >= bound;
    case '<=': return value <= bound;
    default: return comparison satisfies never;
  }
}
