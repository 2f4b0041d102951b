import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { fakeCall } from '../support/caller.ts';
import { launchBrowser, meet, type Person } from '../support/browser.ts';
import { figure, recordFault, rounds } from '../support/fault-record.ts';
import { quantile, readGaps, resetGaps, watchGaps } from '../support/gaps.ts';
import { smallCamera } from '../support/page-probes.ts';
import { tcpRelay, type TcpRelay } from '../support/tcp-relay.ts';
import { until } from '../support/until.ts';
import { SILENT_CALLERS, startServer, type Server } from '../support/web.ts';

const ROUNDS = rounds(3, 30);
/** From before the cut until well after the return. */
const WINDOW_MS = 2_000;

let server: Server;
let browser: Browser;
let between: TcpRelay;
let ann: Person;
let bob: Person;
/** What went over Ann's sockets, in order. */
const wire: { at: number; text: string; sent: boolean }[] = [];

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ media: SILENT_CALLERS, limits: { rateFactor: 100 } }), launchBrowser({ fps: 15 })]);
  between = await tcpRelay(server.url);
  const viewport = { width: 800, height: 600 };
  const watched = async (page: Page): Promise<void> => {
    await page.addInitScript(watchGaps);
    await page.addInitScript(smallCamera);
  };
  ann = await meet(browser, `${between.url}/r/socket-cut`, 'Ann', { viewport, init: async (page) => {
    await watched(page);
    page.on('websocket', (socket) => {
      socket.on('framesent', ({ payload }) => void wire.push({ at: performance.now(), text: String(payload), sent: true }));
      socket.on('framereceived', ({ payload }) => void wire.push({ at: performance.now(), text: String(payload), sent: false }));
    });
  } });
  bob = await meet(browser, `${server.url}/r/socket-cut`, 'Bob', { viewport, init: watched });
  await ann.page.getByRole('button', { name: 'Share screen' }).click();
  await until('Bob sees Ann’s camera and screen, and both hear each other', async () => {
    const [atBob, atAnn] = [await readGaps(bob.page), await readGaps(ann.page)].map((gaps) => Object.keys(gaps).map((key) => key.split(' ').slice(0, 2).join(' ')));
    return atBob?.filter((key) => key === 'video camera').length === 2 && atBob.includes('video screen')
      && atAnn?.some((key) => key.startsWith('audio')) && atBob.some((key) => key.startsWith('audio'));
  }, 30_000);
}, 150_000);

afterAll(async () => {
  await browser?.close();
  between?.close();
  await server?.close();
});

/** The worst gaps at Ann and Bob in a while, by what was to be seen or heard. */
async function gapsIn(ms: number, meanwhile: () => Promise<unknown> = async () => undefined): Promise<Map<string, number>> {
  await resetGaps([ann.page, bob.page]);
  await Promise.all([ann.page.waitForTimeout(ms), meanwhile()]);
  const read = [await readGaps(ann.page), await readGaps(bob.page)];
  return new Map(read.flatMap((gaps, index) => Object.entries(gaps).map(([key, gap]) => [`${index} ${key}`, gap] as const)));
}

/** When Ann's client was told that it goes on, in milliseconds after a moment. */
const resumedAfter = (moment: number): number | null =>
  (wire.find(({ at, text, sent }) => !sent && at > moment && text.startsWith('43') && text.includes('"selfId"'))?.at ?? NaN) - moment;

test(`a socket that is cut ${ROUNDS} times: pictures and sound go on over the same tracks`, async () => {
  const writer = fakeCall(server.url);
  await writer.join({ roomId: 'socket-cut', name: 'Wil' });
  await ann.page.getByRole('button', { name: /^Chat/u }).click();
  const { producers, transports } = server.sfu.census();
  const ids = (): Promise<string[]> => bob.page.locator('[data-testid="tile"]').evaluateAll((tiles) =>
    tiles.map((tile) => `${tile.getAttribute('data-source')} ${tile.getAttribute('data-peer-id')}`).sort());
  await bob.page.locator('[data-testid="tile"][aria-label^="Wil"]').waitFor();
  const before = await ids();
  const idle: Map<string, number>[] = [];
  const struck: Map<string, number>[] = [];
  const back: number[] = [];
  const from = wire.length;
  for (let round = 0; round < ROUNDS; round++) {
    idle.push(await gapsIn(WINDOW_MS));
    struck.push(await gapsIn(WINDOW_MS, async () => {
      await ann.page.waitForTimeout(200);
      const cut = performance.now();
      between.cut();
      await writer.sendChat(`while away ${round}.`);
      await until('Ann is back', () => Number.isFinite(resumedAfter(cut)), 10_000);
      back.push(resumedAfter(cut) ?? Infinity);
    }));
  }
  for (let round = 0; round < ROUNDS; round++) {
    await until('the message is there', async () => await ann.page.getByText(`while away ${round}.`, { exact: true }).count() > 0);
    expect(await ann.page.getByText(`while away ${round}.`, { exact: true }).count()).toBe(1);
  }
  // Nothing was published anew, and nobody came anew.
  expect(wire.slice(from).filter(({ sent, text }) => sent && /"(produce|join|restartIce|renewMedia)"/u.test(text))).toEqual([]);
  expect(await ids()).toEqual(before);
  expect(server.sfu.census()).toMatchObject({ producers, transports, peers: 3 });
  writer.dispose();
  /** A gap beyond the longest that is usual when nothing happens. */
  const beyond = struck.flatMap((gaps) => [...gaps].map(([key, gap]) =>
    Math.max(0, gap - quantile(idle.map((calm) => calm.get(key) ?? 0), 0.5))));
  recordFault({
    id: 'F9',
    injected: ROUNDS,
    recovered: back.filter(Number.isFinite).length,
    figures: [
      figure('until it is back', 'ms', back, { p95: 1_000 }),
      figure('gap in pictures and sound beyond the idle one', 'ms', beyond, { p95: 100 }),
      figure('gap', 'ms', struck.flatMap((gaps) => [...gaps.values()]), {}, idle.flatMap((gaps) => [...gaps.values()])),
    ],
  });
}, 60_000 + ROUNDS * 15_000);
