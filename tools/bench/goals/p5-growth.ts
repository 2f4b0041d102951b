import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchContext, Goal, Outcome } from '../goal.ts';
import type { BenchServer } from '../servers.ts';
import { showSpread, slopeOf, spreadOf } from '../spread.ts';
import { withServers } from './servers-of.ts';
import { LOUDEST, TILES, cpuOf, startLimited, startUnlimited, viewportRun } from './viewport-room.ts';

const SIZES = [10, 20, 40, 80];
/** Forwarding everything to more is beyond what the bots of a small machine can receive. */
const SIZES_ALL = [5, 10, 20, 30];
const RATE = 5;
const SECONDS = 5;
const IDLE_SECONDS = 3;
const ROUNDS = 2;
const MIN_SHARE = 0.99;
const MAX_BUSY = 0.9;

/** Participants, and milliseconds on the CPU per second beyond those of the idle server. */
type Point = readonly [participants: number, cpuMs: number];

export const growth: Goal = {
  id: 'P5',
  title: `Growth of server CPU with the participants, ${SIZES.join(', ')}, at ${TILES} tiles and the loudest ${LOUDEST}: exponent`,
  against: 'none; forwarding everything grows with the square',
  limit: 1.15,
  measure,
};

async function measure(context: BenchContext): Promise<Outcome> {
  const { workerBin } = context;
  return await withServers([startLimited(workerBin), startUnlimited(workerBin)], async ([limited, unlimited]) => {
    const [ours, all]: [Series[], Series[]] = [[], []];
    for (let round = 1; round <= ROUNDS; round++) {
      ours.push(await series(context, limited, SIZES, true));
      all.push(await series(context, unlimited, SIZES_ALL, false));
      context.note(`round ${round}: exponent ${exponent(ours.at(-1)).toFixed(2)}, forwarding everything ${exponent(all.at(-1)).toFixed(2)}`);
    }
    return outcome(ours, all);
  });
}

interface Series {
  readonly points: readonly Point[];
  readonly discarded: number;
}

async function series(context: BenchContext, server: BenchServer, sizes: readonly number[], loudest: boolean): Promise<Series> {
  const { signal, note } = context;
  const idle = await idleCpu(server);
  const points: Point[] = [];
  let discarded = 0;
  for (const participants of sizes) {
    const run = { participants, tiles: loudest ? TILES : participants - 1, loudest, rate: RATE, seconds: SECONDS };
    const { share, busy, cpuNs } = await viewportRun(server, run, signal);
    if (share < MIN_SHARE || busy > MAX_BUSY) {
      discarded++;
      note(`discarded ${participants} participants: ${(share * 100).toFixed(1)} % received, bots ${(busy * 100).toFixed(0)} % busy`);
    } else {
      points.push([participants, (cpuNs - idle) / 1e6]);
    }
  }
  if (points.length < 3) {
    throw new Error('too little was received to tell a growth: the machine is too busy for this measurement');
  }
  return { points, discarded };
}

/** Nanoseconds on the CPU per second of a server without participants. */
async function idleCpu(server: BenchServer): Promise<number> {
  const before = cpuOf(server);
  await sleep(IDLE_SECONDS * 1_000);
  return (cpuOf(server) - before) / IDLE_SECONDS;
}

/** The power of the number of participants that fits the points best, by least squares on logarithms. */
function exponent(measured: Series | undefined): number {
  return slopeOf((measured?.points ?? []).map(([participants, cpu]) => [Math.log(participants), Math.log(cpu)] as const));
}

function outcome(ours: readonly Series[], all: readonly Series[]): Outcome {
  const sides = [{ label: `${TILES} tiles and the loudest ${LOUDEST}`, sizes: SIZES, rounds: ours }, { label: 'everything', sizes: SIZES_ALL, rounds: all }];
  const at = (rounds: readonly Series[], size: number): number[] =>
    rounds.flatMap(({ points }) => points.flatMap(([participants, cpu]) => (participants === size ? [cpu] : [])));
  return {
    ratio: spreadOf(ours.map(exponent)),
    table: {
      head: ['', 'participants', 'CPU, ms per second'],
      rows: sides.flatMap(({ label, sizes, rounds }) => [
        ...sizes.map((size) => [label, String(size), showSpread(at(rounds, size), 1)]),
        [label, 'exponent', showSpread(rounds.map(exponent))],
      ]),
    },
    plots: [{
      kind: 'lines',
      title: 'Server CPU by participants, both axes logarithmic',
      x: 'participants',
      y: 'ms of CPU per second',
      scale: 'log',
      lines: sides.map(({ label, sizes, rounds }) => ({
        label,
        points: sizes.flatMap((size) => (at(rounds, size).length === 0 ? [] : [[size, spreadOf(at(rounds, size)).median] as const])),
      })),
    }],
    notes: [
      `All publish audio and video (one layer) of ${RATE} packets/s each and receive, ${SECONDS} s measured at each size, ${ROUNDS} rounds; ${LOUDEST} have spoken, and hold the places of the loudest. CPU is that of Node and the worker together, without what the server uses when nobody is there.`,
      `Forwarding everything is measured up to ${SIZES_ALL.at(-1)}: beyond, the bots can’t receive it on this machine. At these rates a packet costs less the more there are, on both sides.`,
      `The exponent is the slope of the straight line of least squares through the logarithms. ${[...ours, ...all].reduce((sum, { discarded }) => sum + discarded, 0)} points were discarded (under 99 % received of what the streams amount to, or bots over 90 % busy).`,
    ],
  };
}
