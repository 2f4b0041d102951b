import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { newRoomId } from '@plenary/protocol';
import type { Page } from 'playwright-core';
import { enter, launchChromium, visit } from '../../load/browser.ts';
import { botPlans } from '../../load/ramp.ts';
import { statsOf, sumOf, watchPage } from '../browser/probes.ts';
import { FRAMES_PER_SECOND, LAYERS, recordVideo } from '../browser/recorded.ts';
import type { BenchContext, Goal, Outcome } from '../goal.ts';
import { bars } from '../plot.ts';
import { startBare, startPlenary, type BenchServer } from '../servers.ts';
import { showSpread, spreadOf } from '../spread.ts';
import { joinTimes, withRoom } from './fleet-room.ts';
import { withServers } from './servers-of.ts';

/** The viewer's own tile, which costs nothing to receive, is the 25th. */
const PUBLISHERS = 24;
const VIEWPORT = { width: 1_440, height: 900 };
const SECONDS = 6;
/** Until layers have settled, and what is not wanted any more is given up. */
const SETTLE_MS = 6_000;
const PAIRS = 3;
const MIN_DECODED = 0.99;
/** So high that the estimate of the link lowers no layer, in bit/s. */
const AMPLE_BITRATE = 200_000_000;

interface Cost {
  /** Per second. */
  readonly kilobytes: number;
  readonly decodeMs: number;
  /** Share decoded of the frames that the publishers sent meanwhile, 0 to 1. */
  readonly decoded: number;
  /** Frame heights that were received, and how many of each. */
  readonly heights: string;
}

export const clientCost: Goal = {
  id: 'P16',
  title: `Bytes and decoding time of a viewer with ${PUBLISHERS + 1} tiles, the worse of the two`,
  against: 'adaptation off: every tile at its top layer',
  limit: 0.35,
  measure,
};

async function measure(context: BenchContext): Promise<Outcome> {
  const { workerBin, signal, note } = context;
  const pages = await context.pages();
  const env = { WEB_ORIGIN: pages.url };
  const off = { ...env, VIEW: 'whole', START_BITRATE: String(AMPLE_BITRATE) };
  return await withServers([startPlenary(workerBin, env), startBare(workerBin, off)], async ([plenary, bare]) => {
    const file = await recordVideo(local(plenary));
    try {
      const [ours, theirs]: [Cost[], Cost[]] = [[], []];
      let discarded = 0;
      while (ours.length < PAIRS && discarded < PAIRS) {
        const pair = [await view(plenary, file, signal), await view(bare, file, signal)] as const;
        const text = pair.map((cost) => `${cost.decodeMs.toFixed(0)} ms of decoding per second, ${(cost.decoded * 100).toFixed(1)} % decoded, ${cost.heights}`).join(' against ');
        if (pair.some(({ decoded }) => decoded < MIN_DECODED)) {
          discarded++;
          note(`discarded a pair: ${text}`);
        } else {
          ours.push(pair[0]);
          theirs.push(pair[1]);
          note(`pair ${ours.length}: ${text}`);
        }
      }
      if (ours.length === 0) {
        throw new Error('every pair had to be discarded: the machine is too busy for this measurement');
      }
      return outcome(ours, theirs, discarded);
    } finally {
      rmSync(file, { force: true });
    }
  });
}

async function view(server: BenchServer, file: string, signal: AbortSignal): Promise<Cost> {
  const browser = await launchChromium();
  try {
    return await withRoom(server, 1, signal, async (room) => {
      const code = newRoomId();
      const { publishers } = botPlans({
        publishers: PUBLISHERS, viewers: 0, audio: null, video: { kind: 'recorded', file },
        // They receive nothing.
        view: { tiles: 0, width: 1, height: 1 },
      });
      joinTimes(await room.join(publishers, 10, code));
      const page = await visit(browser, `${local(server)}/r/${code}`, { viewport: VIEWPORT, init: watchPage });
      await enter(page, 'Viewer');
      await page.getByRole('button', { name: 'Turn camera off' }).click();
      await sleep(SETTLE_MS, undefined, { signal });
      return await costOf(page, signal);
    });
  } finally {
    await browser.close();
  }
}

async function costOf(page: Page, signal: AbortSignal): Promise<Cost> {
  const [before, startedAt] = [await statsOf(page, 'inbound-rtp', 'video'), performance.now()];
  await sleep(SECONDS * 1_000, undefined, { signal });
  const after = await statsOf(page, 'inbound-rtp', 'video');
  const seconds = (performance.now() - startedAt) / 1_000;
  const grown = (name: string): number => (sumOf(after, name) - sumOf(before, name)) / seconds;
  const heights = new Map<string, number>();
  after.forEach(({ frameHeight }) => heights.set(`${frameHeight}p`, (heights.get(`${frameHeight}p`) ?? 0) + 1));
  return {
    kilobytes: grown('bytesReceived') / 1_000,
    decodeMs: grown('totalDecodeTime') * 1_000,
    decoded: grown('framesDecoded') / (PUBLISHERS * FRAMES_PER_SECOND),
    heights: [...heights].map(([height, count]) => `${count} × ${height}`).join(', '),
  };
}

/** Browsers give camera and encoder to localhost, not to any address. */
function local(server: BenchServer): string {
  return server.url.replace('127.0.0.1', 'localhost');
}

function outcome(ours: readonly Cost[], theirs: readonly Cost[], discarded: number): Outcome {
  const row = (name: string, side: readonly Cost[]): string[] => [
    name,
    [...new Set(side.map(({ heights }) => heights))].join('; '),
    showSpread(side.map(({ kilobytes }) => kilobytes), 0),
    showSpread(side.map(({ decodeMs }) => decodeMs), 1),
    showSpread(side.map(({ decoded }) => decoded * 100), 1),
  ];
  const ratios = (['kilobytes', 'decodeMs'] as const).map((name) => ours.map((cost, i) => cost[name] / (theirs[i]?.[name] ?? Number.NaN)));
  const worse = ratios.map((figures) => spreadOf(figures)).sort((a, b) => b.median - a.median)[0];
  const shares = ratios.map((figures) => showSpread(figures, 3));
  return {
    ratio: worse ?? spreadOf([]),
    table: {
      head: ['', 'received', 'kB/s', 'decoding, ms/s', '% of frames decoded'],
      rows: [row('Plenary', ours), row('adaptation off', theirs), ['ratio', '', ...shares, '']],
    },
    plots: [
      bars('Received by the viewer', [['Plenary', ours.map(({ kilobytes }) => kilobytes)], ['adaptation off', theirs.map(({ kilobytes }) => kilobytes)]], 'kB/s'),
      bars('Decoding', [['Plenary', ours.map(({ decodeMs }) => decodeMs)], ['adaptation off', theirs.map(({ decodeMs }) => decodeMs)]], 'ms per second'),
    ],
    notes: [
      `One viewer in Chromium on the web app, ${VIEWPORT.width} × ${VIEWPORT.height}, with ${PUBLISHERS} videos and the own tile. The videos are real VP8 in three layers of simulcast (${LAYERS.map(({ height, bitrate }) => `${height}p of ${bitrate / 1_000} kbit/s`).join(', ')}; ${FRAMES_PER_SECOND} frames/s), encoded once by Chromium and sent over and over by bots; so few frames so that adaptation off fits the machine. ${SECONDS} s measured, ${ours.length} pairs.`,
      'Adaptation off is the same web app on a bare mediasoup script, which sends every tile at its top layer.',
      `By inbound-rtp’s bytesReceived and totalDecodeTime; decoding is not bound to a core. ${discarded} pairs were discarded (under ${MIN_DECODED * 100} % of the frames decoded).`,
    ],
  };
}
