import type { BenchContext } from './goal.ts';

/** One run's figure. A run that received too little measured something else. */
export interface Sample {
  readonly value: number;
  /** Share received of what was expected, 0 to 1. */
  readonly received: number;
  /** How busy the busiest process of bots was, 0 to 1. */
  readonly busy: number;
  /** Packets received per second: pairs are compared at equal load. */
  readonly rate: number;
}

export interface Pair {
  readonly a: Sample;
  readonly b: Sample;
}

/** Runs that received less are discarded. */
const MIN_RECEIVED = 0.99;
/** Bots that are busier measure themselves. */
const MAX_BUSY = 0.9;
/** Two runs of a pair whose rates differ by more are not comparable. */
const MAX_RATE_DIFFERENCE = 0.05;
/** Pairs tried in place of discarded ones. */
const SPARE_PAIRS = 3;

/**
 * Measures A and B in turns, A-B-A-B, so that what drifts on the machine meets both.
 * @throws {Error} when not a single pair counts
 */
export async function interleave(
  { signal, note }: Pick<BenchContext, 'signal' | 'note'>,
  count: number,
  a: () => Promise<Sample>,
  b: () => Promise<Sample>,
): Promise<{ pairs: Pair[]; discarded: number }> {
  const pairs: Pair[] = [];
  let discarded = 0;
  while (pairs.length < count && discarded <= SPARE_PAIRS) {
    signal.throwIfAborted();
    const pair = { a: await a(), b: await b() };
    const difference = Math.abs(pair.a.rate - pair.b.rate) / Math.max(pair.a.rate, pair.b.rate, 1e-9);
    const received = Math.min(pair.a.received, pair.b.received);
    const busy = Math.max(pair.a.busy, pair.b.busy);
    if (received < MIN_RECEIVED || busy > MAX_BUSY || difference > MAX_RATE_DIFFERENCE) {
      discarded++;
      note(`discarded a pair: ${describe(pair.a)} against ${describe(pair.b)}`);
    } else {
      pairs.push(pair);
      note(`pair ${pairs.length}: ${pair.a.value.toPrecision(4)} against ${pair.b.value.toPrecision(4)}`);
    }
  }
  if (pairs.length === 0) {
    throw new Error('every pair had to be discarded: the machine is too busy for this measurement');
  }
  return { pairs, discarded };
}

function describe({ received, rate, busy }: Sample): string {
  return `${(received * 100).toFixed(1)} % received at ${rate.toFixed(0)}/s, bots ${(busy * 100).toFixed(0)} % busy`;
}
