import { setTimeout as sleep } from 'node:timers/promises';
import { showsWidth, withPairCall, type PairCall } from '../browser/pair-call.ts';
import { statsOf } from '../browser/probes.ts';
import { rendererCpuNs } from '../browser/renderer.ts';
import type { BenchContext, Goal, Outcome } from '../goal.ts';
import { bars } from '../plot.ts';
import { startBare, startPlenary, type BenchServer } from '../servers.ts';
import { showSpread, spreadOf } from '../spread.ts';
import { withServers } from './servers-of.ts';

const SECONDS = 8;
const SETTLE_MS = 5_000;
const PAIRS = 3;
const SMALL = 320;
const TIMEOUT_MS = 15_000;
/** Fewer frames than this, and the machine was too busy to encode what it was asked to. */
const MIN_FRAMES = 15;

/** Per second. */
interface Encoding {
  /** Milliseconds in the encoder, of all layers one after the other; of the slowest one. */
  readonly sum: number;
  readonly slowest: number;
  /** Milliseconds on the CPU of the publisher's page as a whole. */
  readonly page: number;
  /** Frames encoded of the layer that is watched. */
  readonly frames: number;
}

export const encodeCpu: Goal = {
  id: 'P18',
  title: 'Time that a publisher’s encoder works when nobody watches the upper layers',
  against: 'without dynacast, on a bare mediasoup script',
  limit: 0.5,
  measure,
};

async function measure(context: BenchContext): Promise<Outcome> {
  const { workerBin, signal, note } = context;
  const env = { WEB_ORIGIN: (await context.pages()).url };
  return await withServers([startPlenary(workerBin, env), startBare(workerBin, { ...env, VIEW: 'follow' })], async ([plenary, bare]) => {
    const [ours, theirs]: [Encoding[], Encoding[]] = [[], []];
    let discarded = 0;
    while (ours.length < PAIRS && discarded <= PAIRS) {
      const pair = [await encode(plenary, signal), await encode(bare, signal)] as const;
      if (pair.some(({ frames }) => frames < MIN_FRAMES)) {
        discarded++;
        note(`discarded a pair: ${pair.map(({ frames }) => frames.toFixed(1)).join(' and ')} frames/s of the watched layer`);
        continue;
      }
      ours.push(pair[0]);
      theirs.push(pair[1]);
      note(`pair ${ours.length}: ${pair[0].sum.toFixed(0)} against ${pair[1].slowest.toFixed(0)} ms of encoding per second`);
    }
    if (ours.length === 0) {
      throw new Error('every pair had to be discarded: the machine is too busy for this measurement');
    }
    return outcome(ours, theirs, discarded);
  });
}

async function encode(server: BenchServer, signal: AbortSignal): Promise<Encoding> {
  return await withPairCall(server, signal, async (call) => {
    if (!(await showsWidth(call, SMALL, TIMEOUT_MS))) {
      throw new Error('the small layer never showed');
    }
    await sleep(SETTLE_MS, undefined, { signal });
    const [before, cpuBefore, startedAt] = [await layers(call), await rendererCpuNs(call.publisherBrowser), performance.now()];
    await sleep(SECONDS * 1_000, undefined, { signal });
    const after = await layers(call);
    const seconds = (performance.now() - startedAt) / 1_000;
    const page = (await rendererCpuNs(call.publisherBrowser) - cpuBefore) / 1e6 / seconds;
    const grown = [...after].map(([rid, { time, frames }]) => ({
      time: ((time - (before.get(rid)?.time ?? 0)) * 1_000) / seconds,
      frames: (frames - (before.get(rid)?.frames ?? 0)) / seconds,
    }));
    return {
      sum: grown.reduce((sum, { time }) => sum + time, 0),
      slowest: Math.max(...grown.map(({ time }) => time)),
      page,
      frames: Math.max(...grown.map(({ frames }) => frames)),
    };
  });
}

/** Seconds of encoding and frames so far, by layer. */
async function layers({ publisher }: PairCall): Promise<Map<string, { time: number; frames: number }>> {
  return new Map((await statsOf(publisher, 'outbound-rtp', 'video')).map(({ rid, totalEncodeTime, framesEncoded }) =>
    [String(rid), { time: Number(totalEncodeTime ?? 0), frames: Number(framesEncoded ?? 0) }]));
}

function outcome(ours: readonly Encoding[], theirs: readonly Encoding[], discarded: number): Outcome {
  const row = (name: string, side: readonly Encoding[]): string[] => [
    name,
    showSpread(side.map(({ sum }) => sum), 0),
    showSpread(side.map(({ slowest }) => slowest), 0),
    showSpread(side.map(({ page }) => page), 0),
    showSpread(side.map(({ frames }) => frames), 1),
  ];
  return {
    ratio: spreadOf(ours.map(({ sum }, i) => sum / (theirs[i]?.slowest ?? Number.NaN))),
    table: {
      head: ['', 'encoding, sum of layers, ms/s', 'encoding, slowest layer, ms/s', 'CPU of the page as a whole, ms/s', 'frames/s watched'],
      rows: [row('Plenary', ours), row('bare mediasoup', theirs)],
    },
    plots: [bars('Encoding', [
      ['Plenary, sum of layers', ours.map(({ sum }) => sum)],
      ['bare mediasoup, slowest layer', theirs.map(({ slowest }) => slowest)],
      ['Plenary, whole page', ours.map(({ page }) => page)],
      ['bare mediasoup, whole page', theirs.map(({ page }) => page)],
    ], 'ms per second')],
    notes: [
      `One publisher in Chromium (720p, three layers of VP8, a moving test picture) whose tile is small for its one viewer, so that the smallest layer is watched; ${SECONDS} s measured, ${ours.length} pairs. The bare script never tells its publisher what is watched.`,
      'Judged is outbound-rtp’s totalEncodeTime. Chromium encodes three full layers together and tells the time of all for each, so there the slowest counts; layers of different frame rates it encodes one by one, so there the sum counts: each the reading that is worse for Plenary. The CPU of the page as a whole holds capture, the own picture, network and script too, which dynacast does not change.',
      'Layers that nobody watches go on at one frame a second, so that the server can switch to them at once.',
      `${discarded} pairs were discarded (under ${MIN_FRAMES} frames/s of the watched layer).`,
    ],
  };
}
