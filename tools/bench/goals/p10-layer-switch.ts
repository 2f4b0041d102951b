import { setTimeout as sleep } from 'node:timers/promises';
import { percentiles } from '../../load/percentiles.ts';
import { showsWidth, togglePin, withPairCall, type PairCall } from '../browser/pair-call.ts';
import type { BenchContext, Goal, Outcome } from '../goal.ts';
import { bars } from '../plot.ts';
import { startBare, startPlenary, type BenchServer } from '../servers.ts';
import { showSpread, spreadOf } from '../spread.ts';
import { withServers } from './servers-of.ts';

const SWITCHES = 4;
const PAIRS = 3;
const [SMALL, LARGE] = [320, 1280];
/** Longer than the publisher goes on encoding in full what nobody wants, so that each switch begins from rest. */
const REST_MS = 3_500;
const TIMEOUT_MS = 8_000;
/** Frames are looked at for so long after the larger layer came. */
const AFTER_MS = 1_000;
/** mediasoup's own first estimate, in bit/s. */
const NAIVE_START_BITRATE = 600_000;
const MAX_FREEZE_MS = 200;

interface Switched {
  /** Milliseconds from the click to the first frame of the large layer. */
  readonly time: number;
  /** The longest time between two frames, from the click on. */
  readonly freeze: number;
}

export const layerSwitch: Goal = {
  id: 'P10',
  title: 'From making a tile large until its large layer shows, p95',
  against: 'setPreferredLayers and a key-frame request on a bare mediasoup script',
  limit: 0.6,
  measure,
};

async function measure(context: BenchContext): Promise<Outcome> {
  const { workerBin, signal, note } = context;
  const env = { WEB_ORIGIN: (await context.pages()).url };
  const naive = { ...env, VIEW: 'follow', START_BITRATE: String(NAIVE_START_BITRATE) };
  return await withServers([startPlenary(workerBin, env), startBare(workerBin, naive)], async ([plenary, bare]) => {
    const [ours, theirs]: [Switched[][], Switched[][]] = [[], []];
    for (let pair = 1; pair <= PAIRS; pair++) {
      ours.push(await switches(plenary, signal));
      theirs.push(await switches(bare, signal));
      note(`pair ${pair}: p95 ${p95(ours.at(-1)).toFixed(0)} ms against ${p95(theirs.at(-1)).toFixed(0)} ms`);
    }
    return outcome(ours, theirs);
  });
}

async function switches(server: BenchServer, signal: AbortSignal): Promise<Switched[]> {
  return await withPairCall(server, signal, async (call) => {
    const done: Switched[] = [];
    while (done.length < SWITCHES) {
      if (!(await showsWidth(call, SMALL, TIMEOUT_MS))) {
        throw new Error('the small layer never showed');
      }
      await sleep(REST_MS, undefined, { signal });
      done.push(await switchOnce(call));
      await togglePin(call.viewer);
    }
    return done;
  });
}

async function switchOnce(call: PairCall): Promise<Switched> {
  const { viewer, publisherId } = call;
  const clickedAt = await togglePin(viewer);
  await showsWidth(call, LARGE, TIMEOUT_MS);
  await sleep(AFTER_MS);
  const frames = (await viewer.evaluate((id) => window.__frames[id] ?? [], publisherId)).filter(({ at }) => at >= clickedAt);
  const large = frames.find(({ width }) => width === LARGE);
  const gaps = frames.slice(1).map(({ at }, i) => at - (frames[i]?.at ?? at));
  // One that did not come counts as long as it was waited for.
  return { time: large === undefined ? TIMEOUT_MS : large.at - clickedAt, freeze: Math.max(0, ...gaps) };
}

function p95(switched: readonly Switched[] | undefined): number {
  return percentiles((switched ?? []).map(({ time }) => time)).p95 ?? Number.NaN;
}

function outcome(ours: readonly Switched[][], theirs: readonly Switched[][]): Outcome {
  const row = (name: string, runs: readonly Switched[][]): string[] => {
    const all = runs.flat();
    const freezes = all.map(({ freeze }) => freeze);
    return [
      name, showSpread(all.map(({ time }) => time), 0), showSpread(runs.map(p95), 0), showSpread(freezes, 0),
      `${freezes.filter((freeze) => freeze > MAX_FREEZE_MS).length} of ${freezes.length}`,
    ];
  };
  const times = (runs: readonly Switched[][]): number[] => runs.flat().map(({ time }) => time);
  return {
    ratio: spreadOf(ours.map((run, i) => p95(run) / p95(theirs[i]))),
    table: {
      head: ['', 'switch, ms', 'p95 of a run, ms', 'longest time between frames, ms', `frozen over ${MAX_FREEZE_MS} ms`],
      rows: [row('Plenary', ours), row('bare mediasoup', theirs)],
    },
    plots: [bars('From the click until the large layer shows', [
      ['Plenary', times(ours)], ['bare mediasoup', times(theirs)], ['Plenary, p95 of a run', ours.map(p95)], ['bare mediasoup, p95 of a run', theirs.map(p95)],
    ], 'ms')],
    notes: [
      `A publisher and a viewer, each in a Chromium of its own on the web app, among 8 silent participants: the publisher’s tile is small (${SMALL} × 180 is sent), is pinned, and so made large (${LARGE} × 720). ${SWITCHES} switches, ${REST_MS / 1_000} s of rest before each, in each of ${PAIRS} runs a side; the p95 of ${SWITCHES} is their maximum.`,
      `The naive side runs the same web app on a bare mediasoup script: its publisher always encodes all layers, its first estimate of the link is mediasoup’s ${NAIVE_START_BITRATE / 1_000} kbit/s, priorities are not set, and at a change of view it sets the preferred layers and asks for a key frame. In Plenary the publisher has taken the large layer down to one frame a second meanwhile.`,
      `The goal asks for no frozen picture over ${MAX_FREEZE_MS} ms too: the last column, by the time between frames that the tile showed from the click until ${AFTER_MS / 1_000} s after the switch.`,
      'No run is discarded for loss; browsers, servers and encoders share the cores, so a busy machine shows in both sides.',
    ],
  };
}
