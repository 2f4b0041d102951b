import type { BenchContext, Goal, Outcome } from '../goal.ts';
import { interleave } from '../pairs.ts';
import { bars } from '../plot.ts';
import { showSpread, spreadOf } from '../spread.ts';
import { describeLoad, sampleOf, steadyRun, type Load } from './steady.ts';

const LOAD: Load = {
  publishers: 1, viewers: 99, seconds: 8, joinRate: 25, processes: 2,
  audio: { packetsPerSecond: 50, payloadBytes: 80 },
  video: { kind: 'fixed', packetsPerSecond: 15, payloadBytes: 1_100 },
};
const PAIRS = 3;

export const forwardingDelay: Goal = {
  id: 'P12',
  title: 'Forwarding delay, p99 with 100 participants',
  against: 'the bare mediasoup script under the same load',
  limit: 1.1,
  measure,
};

async function measure(context: BenchContext): Promise<Outcome> {
  const [plenary, bare] = [await context.forwardAll(), await context.bare()];
  const medians = { a: [] as number[], b: [] as number[] };
  const run = (server: typeof plenary, side: 'a' | 'b') => async () => {
    const result = await steadyRun(server, LOAD, context.signal);
    medians[side].push(result.delay.p50 ?? Number.NaN);
    return sampleOf(result, result.delay.p99);
  };
  const { pairs, discarded } = await interleave(context, PAIRS, run(plenary, 'a'), run(bare, 'b'));
  return {
    ratio: spreadOf(pairs.map(({ a, b }) => a.value / b.value)),
    table: {
      head: ['', 'p50, ms', 'p99, ms'],
      rows: [
        ['Plenary', showSpread(medians.a), showSpread(pairs.map(({ a }) => a.value))],
        ['bare', showSpread(medians.b), showSpread(pairs.map(({ b }) => b.value))],
      ],
    },
    plots: [bars('Forwarding delay, p99', [['Plenary', pairs.map(({ a }) => a.value)], ['bare mediasoup', pairs.map(({ b }) => b.value)]], 'ms')],
    notes: [
      `Load: ${describeLoad(LOAD)}.`,
      'From a bot’s sending to another’s receiving, by a time in each packet and one clock. The bots’ own part, queues of Node included, is in both sides’ figures.',
      `${discarded} pairs were discarded.`,
    ],
  };
}
