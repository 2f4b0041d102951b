import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { FaultRecord, Figure, Limit } from '../../tools/faults/record.ts';
import { quantile } from './gaps.ts';

/**
 * Whether this run is to measure (`npm run faults`): more rounds, longer faults, and the bars are judged. Otherwise
 * each fault is brought about once or a few times, and what is asked is that everything comes back: other work on the
 * machine shows in the figures.
 */
export const MEASURING = process.env.FAULT_BARS === '1';

/** How often a fault is brought about. @param few in a plain test run */
export const rounds = (few: number, many: number): number => (MEASURING ? Number(process.env.FAULT_ROUNDS ?? many) : few);

/**
 * The most that something may take, in milliseconds: the bar itself while measuring, and otherwise several times it, as
 * other work on the machine may take that long.
 */
export const atMost = (barMs: number): number => (MEASURING ? barMs : 5 * barMs);

/** @param idle the same figure, while nothing happens */
export function figure(what: string, unit: string, values: readonly number[], limit?: Limit, idle?: readonly number[]): Figure {
  const round = (value: number): number => Math.round(value * 10) / 10;
  return {
    what,
    unit,
    n: values.length,
    p50: round(quantile(values, 0.5)),
    p95: round(quantile(values, 0.95)),
    max: round(quantile(values, 1)),
    ...(limit === undefined ? {} : { limit }),
    ...(idle === undefined || idle.length === 0 ? {} : { idle: { p50: round(quantile(idle, 0.5)), max: round(quantile(idle, 1)) } }),
  };
}

/** Whether a figure is within its limits; one that has no number is not. */
export const within = ({ limit = {}, ...figure }: Figure): boolean =>
  Object.entries(limit).every(([share, most]) => figure[share as keyof Limit] <= most);

/**
 * Says what was measured, keeps it for the page when there is to be one, and while measuring asserts that the bar is
 * met. That everything came back is asserted always.
 */
export function recordFault(measured: Omit<FaultRecord, 'met' | 'at'>): void {
  const met = measured.injected === measured.recovered && measured.figures.every(within);
  const record: FaultRecord = { ...measured, met, at: Math.floor(Date.now() / 1_000) };
  const name = [record.id, record.variant].filter(Boolean).join(' ');
  const lines = record.figures.map(({ what, unit, n, p50, p95, max, idle }) =>
    `  ${what}: n ${n}, p50 ${p50}, p95 ${p95}, max ${max} ${unit}${idle === undefined ? '' : ` (idle p50 ${idle.p50}, max ${idle.max})`}`);
  process.stderr.write([`${name}: ${record.recovered} of ${record.injected} recovered, bar ${met ? 'met' : 'not met'}`, ...lines, ''].join('\n'));
  const folder = process.env.FAULT_RESULTS;
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name.replaceAll(/[^A-Za-z0-9]+/gu, '-')}.json`), JSON.stringify(record));
  }
  expect(record.recovered).toBe(record.injected);
  if (MEASURING) {
    expect(record.figures.filter((measuredFigure) => !within(measuredFigure))).toEqual([]);
  }
}
