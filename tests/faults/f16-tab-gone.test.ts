import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { arrive, join, launchBrowser, meet, type Person } from '../support/browser.ts';
import { figure, recordFault, rounds } from '../support/fault-record.ts';
import { smallCamera, untilMoving } from '../support/page-probes.ts';
import { until } from '../support/until.ts';
import { startServer, type Server } from '../support/web.ts';

const CLOSES = rounds(1, 35);
const RELOADS = rounds(2, 35);
const KILLS = rounds(1, 15);

let server: Server;
let home: Browser;
let bob: Person;

const options = {
  viewport: { width: 640, height: 480 },
  init: async (page: Person['page']) => void await page.addInitScript(smallCamera),
};
const link = (): string => `${server.url}/r/tab-gone`;
const tile = (name: string): string => `[data-testid="tile"][data-source="camera"][aria-label="${name}"]`;

beforeAll(async () => {
  [server, home] = await Promise.all([startServer(), launchBrowser({ fps: 10 })]);
  bob = await meet(home, link(), 'Bob', options);
}, 120_000);

afterAll(async () => {
  await home?.close();
  await server?.close();
});

/** When somebody's tile goes from Bob's page, in milliseconds since 1970. */
async function goneFromBob(name: string): Promise<number> {
  return await bob.page.evaluate(async (selector) => {
    while (document.querySelector(selector) !== null) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return Date.now();
  }, tile(name));
}

/** Somebody joins, from the page before the meeting, and Bob sees them move. */
async function comesIn(person: Person): Promise<void> {
  await join(person);
  await untilMoving(bob.page, `${tile(person.name)} video`);
}

/** @param atTheDoor another page waits to join: it has a connection as soon as it is loaded */
async function aloneAgain(atTheDoor = false): Promise<void> {
  const alone = atTheDoor ? ['1 1 2 2', '1 2 2 2'] : ['1 1 2 2'];
  await until(`nothing is left of the others (${alone.join(' or ')})`, () => alone.includes(sfuCounts()));
  expect(await bob.page.locator('[data-testid="tile"]').count()).toBe(1);
}

const sfuCounts = (): string => {
  const { peers, connections, transports, producers } = server.sfu.census();
  return [peers, connections, transports, producers].join(' ');
};

/** @param end the page ends this way; @returns how long Bob saw what was no more, in milliseconds */
async function ends(name: string, end: () => Promise<unknown>): Promise<number> {
  const gone = goneFromBob(name);
  const began = Date.now();
  await end();
  return (await gone) - began;
}

test(`a tab that is closed, ${CLOSES} times`, async () => {
  const times: number[] = [];
  for (let round = 0; round < CLOSES; round++) {
    const ann = await arrive(home, link(), 'Ann', options);
    await comesIn(ann);
    times.push(await ends('Ann', () => ann.page.close({ runBeforeUnload: round % 2 === 0 })));
    await aloneAgain();
    await ann.context.close();
  }
  recordFault({
    id: 'F16',
    variant: 'closed',
    injected: CLOSES,
    recovered: times.length,
    figures: [figure('until the others see it', 'ms', times, { max: 2_000 })],
  });
}, 60_000 + CLOSES * 20_000);

test(`a tab that is reloaded, or goes elsewhere and comes back, ${RELOADS} times`, async () => {
  const times: number[] = [];
  const ann = await arrive(home, link(), 'Ann', options);
  for (let round = 0; round < RELOADS; round++) {
    await comesIn(ann);
    const reloads = round % 2 === 0;
    times.push(await ends('Ann', () => (reloads ? ann.page.reload() : ann.page.goto('about:blank'))));
    await aloneAgain(reloads);
    if (!reloads) {
      await ann.page.goto(link());
    }
  }
  await ann.context.close();
  recordFault({
    id: 'F16',
    variant: 'reloaded',
    injected: RELOADS,
    recovered: times.length,
    figures: [figure('until the others see it', 'ms', times, { max: 2_000 })],
  });
}, 60_000 + RELOADS * 20_000);

test('a tab whose last words over its socket are lost', async () => {
  const ann = await arrive(home, link(), 'Ann', {
    ...options,
    init: async (page) => {
      await options.init(page);
      // As when the system resets the connection: it does that to a socket which is closed with something unread.
      await page.addInitScript(() => window.addEventListener('pagehide', () => (WebSocket.prototype.send = () => undefined), { capture: true }));
    },
  });
  for (const end of [() => ann.page.reload(), () => ann.page.close()]) {
    await comesIn(ann);
    // The server finds by itself after three and a half seconds that nothing comes of her any more.
    expect(await ends('Ann', end)).toBeLessThan(2_000);
    await until('Ann has left', () => server.sfu.census().peers === 1);
  }
  await ann.context.close();
}, 60_000);

/** The process id of a browser, as it says itself. */
async function pidOf(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo.find(({ type }) => type === 'browser')?.id ?? NaN;
}

test(`a tab and a browser that are killed, ${KILLS} times each`, async () => {
  const times: number[] = [];
  for (let round = 0; round < KILLS; round++) {
    const other = await launchBrowser({ fps: 10 });
    const ann = await arrive(home, link(), 'Ann', options);
    const cid = await arrive(other, link(), 'Cid', options);
    await comesIn(ann);
    await comesIn(cid);
    const pid = await pidOf(other);
    times.push(...await Promise.all([
      // Its answer never comes: nobody is there any more to give it.
      ends('Ann', async () => void ann.page.goto('chrome://crash').catch(() => undefined)),
      ends('Cid', async () => process.kill(pid, 'SIGKILL')),
    ]));
    await aloneAgain();
    await Promise.all([ann.context.close(), other.close()]);
  }
  const ann = await arrive(home, link(), 'Ann', options);
  await comesIn(ann);
  await ann.context.close();
  recordFault({
    id: 'F16',
    variant: 'killed',
    injected: 2 * KILLS,
    recovered: times.length,
    figures: [figure('until the others see it', 'ms', times, { max: 15_000 })],
  });
}, 60_000 + KILLS * 60_000);
