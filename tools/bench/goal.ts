import type { Plot } from './plot.ts';
import type { BenchServer } from './servers.ts';
import type { Spread } from './spread.ts';

/** What a goal's measurement is given. */
export interface BenchContext {
  readonly workerBin: string;
  /** Servers are started when they are first asked for, and shared by goals. Plenary with its defaults: */
  plenary(): Promise<BenchServer>;
  /** Plenary set to forward everything to everyone, where two servers must forward the same. */
  forwardAll(): Promise<BenchServer>;
  /** The bare mediasoup script. */
  bare(): Promise<BenchServer>;
  /** The web app's pages, for a server that participants in browsers use. */
  pages(): Promise<BenchServer>;
  /** Ends the bench in order. */
  readonly signal: AbortSignal;
  /** Says how far it is. */
  note(text: string): void;
}

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Outcome {
  /** What the goal bounds. */
  readonly ratio: Spread;
  readonly table: Table;
  readonly plots: readonly Plot[];
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
