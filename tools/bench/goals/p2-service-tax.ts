import type { BenchContext, Goal, Outcome } from '../goal.ts';
import { interleave } from '../pairs.ts';
import { bars, type Plot } from '../plot.ts';
import { showSpread, spreadOf } from '../spread.ts';
import { describeLoad, sampleOf, steadyRun, type Load } from './steady.ts';

const VIDEO: Load = {
  publishers: 2, viewers: 20, seconds: 6, joinRate: 40, processes: 1,
  audio: { packetsPerSecond: 50, payloadBytes: 80 },
  video: { kind: 'fixed', packetsPerSecond: 90, payloadBytes: 1_100 },
};
const AUDIO: Load = {
  publishers: 4, viewers: 24, seconds: 6, joinRate: 40, processes: 1,
  audio: { packetsPerSecond: 50, payloadBytes: 80 },
  video: null,
};
const PAIRS = 5;

export const serviceTax: Goal = {
  id: 'P2',
  title: 'CPU per forwarded packet, Node and workers together',
  against: 'a bare mediasoup script with the same transports and consumers',
  limit: 1.05,
  measure,
};

async function measure(context: BenchContext): Promise<Outcome> {
  const [plenary, bare] = [await context.forwardAll(), await context.bare()];
  const rows: string[][] = [];
  const plots: Plot[] = [];
  const ratios: number[][] = [];
  let discardedPairs = 0;
  for (const [name, load] of [['audio and 1.1 kB video', VIDEO], ['audio alone', AUDIO]] as const) {
    context.note(name);
    const nodes = new Map<string, number[]>([[plenary.name, []], [bare.name, []]]);
    const run = (server: typeof plenary) => async () => {
      const result = await steadyRun(server, load, context.signal);
      nodes.get(server.name)?.push((result.server?.nodeCpuNsPerPacket ?? Number.NaN) / 1_000);
      return sampleOf(result, result.server === null ? null : result.server.cpuNsPerPacket / 1_000);
    };
    const { pairs, discarded } = await interleave(context, PAIRS, run(plenary), run(bare));
    discardedPairs += discarded;
    const of = { ratio: pairs.map(({ a, b }) => a.value / b.value), a: pairs.map(({ a }) => a.value), b: pairs.map(({ b }) => b.value) };
    ratios.push(of.ratio);
    const rate = spreadOf(pairs.map((pair) => pair.a.rate)).median;
    rows.push([
      name, rate.toFixed(0), showSpread(of.a), showSpread(of.b), nodePart(nodes, plenary.name), nodePart(nodes, bare.name), showSpread(of.ratio), String(pairs.length),
    ]);
    plots.push(bars(`CPU per packet, ${name}`, [['Plenary', of.a], ['bare mediasoup', of.b]], 'µs of CPU per packet received'));
  }
  // The worse of the two loads is the one that is judged.
  const worst = ratios.map((figures) => spreadOf(figures)).sort((a, b) => b.median - a.median)[0];
  return {
    ratio: worst ?? spreadOf([]),
    table: { head: ['load', 'packets/s', 'Plenary, µs', 'bare, µs', 'of it Plenary’s Node', 'of it bare’s Node', 'ratio', 'pairs'], rows },
    plots,
    notes: [
      `Loads: ${describeLoad(VIDEO)}; ${describeLoad(AUDIO)}.`,
      'Plenary is set to forward everything to everyone, as the bare script does.',
      'Medians with ranges; the ratio is taken pair by pair. The ratio above is that of the load where it is higher.',
      `${discardedPairs} pairs were discarded (under 99 % received, or bots over 90 % busy, or rates more than 5 % apart).`,
    ],
  };
}

function nodePart(nodes: ReadonlyMap<string, readonly number[]>, name: string): string {
  return spreadOf(nodes.get(name) ?? []).median.toFixed(2);
}
