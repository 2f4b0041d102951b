import type { BenchServer } from './servers.ts';

/** What a goal's measurement is given. */
export interface BenchContext {
  readonly workerBin: string;
  /** Servers are started when they are first asked for, and shared by goals. Plenary with its defaults: */
  plenary(): Promise<BenchServer>;
  /** Plenary set to forward everything to everyone, where two servers must forward the same. */
  forwardAll(): Promise<BenchServer>;
  /** The bare mediasoup script. */
  bare(): Promise<BenchServer>;
  /** Ends the bench in order. */
  readonly signal: AbortSignal;
  /** Says how far it is. */
  note(text: string): void;
}

/** One figure with its spread over repetitions. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Outcome {
  /** What the goal bounds. */
  readonly ratio: Spread;
  readonly table: Table;
  /** Text plots. */
  readonly plots: readonly string[];
  /** How it was measured, and what a reader must know to judge it. */
  readonly notes: readonly string[];
}

export interface Goal {
  readonly id: string;
  readonly title: string;
  readonly against: string;
  /** The goal is met when the ratio's median is at most this. */
  readonly limit: number;
  measure(context: BenchContext): Promise<Outcome>;
}

export function spreadOf(figures: readonly number[]): Spread {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    min: at(0),
    max: at(sorted.length - 1),
  };
}
