import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, meet } from '../support/browser.ts';
import { startCoturn, type Coturn } from '../support/coturn.ts';
import { faults } from '../support/faults.ts';
import { freePort } from '../support/free-port.ts';
import { describeInNetworks } from '../support/netns/available.ts';
import { blockMedia, smallCamera } from '../support/page-probes.ts';
import { startServer, type Server } from '../support/web.ts';

const PHONE = { width: 390, height: 844 };

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser({ fps: 5 });
}, 60_000);

afterAll(async () => await browser?.close());

const small = async (page: Page): Promise<void> => void (await page.addInitScript(smallCamera));
const blocked = async (page: Page): Promise<void> => {
  await small(page);
  await page.addInitScript(blockMedia);
};

/** Waits for the words, and holds the page against WCAG with them. */
async function untilTold(page: Page, words: string | RegExp): Promise<void> {
  await page.getByTestId('trouble').getByText(words).waitFor({ timeout: 30_000 });
  expect(await faults(page)).toEqual([]);
}

test('a server that ends is told as such, and a device without network as that', async () => {
  const server: Server = await startServer({ media: { workers: 1 } });
  const hana = await meet(browser, `${server.url}/r/trouble`, 'Hana', { init: small });
  try {
    expect(await hana.page.getByTestId('trouble').count()).toBe(0);
    await server.close();
    await untilTold(hana.page, 'The server does not answer: it is down, or being updated.');
    // The pictures stay where they are.
    await hana.page.locator('[data-testid="tile"]').first().waitFor();
    await hana.context.setOffline(true);
    await untilTold(hana.page, 'This device has no network.');
  } finally {
    await hana.context.close();
    await server.close();
  }
}, 90_000);

test('a network that lets no media through is told, on a phone too', async () => {
  const server = await startServer({ media: { workers: 1 } });
  const link = `${server.url}/r/blocked`;
  try {
    const hana = await meet(browser, link, 'Hana', { init: small });
    const ann = await meet(browser, link, 'Ann', { init: blocked, viewport: PHONE });
    await untilTold(ann.page, 'Connecting pictures and sound…');
    await untilTold(ann.page, 'Your network lets no media through: UDP and TCP to this server are blocked.');
    expect(await hana.page.getByTestId('trouble').count()).toBe(0);
    await hana.context.close();
    await ann.context.close();
  } finally {
    await server.close();
  }
}, 90_000);

describeInNetworks('a relay that does not help', () => {
  let coturn: Coturn;
  let servers: Server[];

  beforeAll(async () => {
    coturn = await startCoturn({ ips: ['127.0.0.1'] });
    const withRelay = async (port: number): Promise<Server> => await startServer({
      media: { workers: 1 },
      iceServers: [{ urls: [`turn:127.0.0.1:${port}?transport=tcp`], username: 'nobody', credential: 'wrong' }],
    });
    servers = [await withRelay(coturn.port), await withRelay(await freePort())];
  }, 90_000);

  afterAll(async () => {
    await Promise.all((servers ?? []).map((server) => server.close()));
    await coturn?.close();
  });

  test.each([
    ['refused', 0, 'Your network lets no media through, and the relay (TURN server) refused this device.'],
    ['unreachable', 1, 'Your network lets no media through: this server and its relay (TURN server) are both blocked.'],
  ])('is told: %s', async (_what, index, words) => {
    const link = `${servers[index]?.url}/r/relay`;
    const hana = await meet(browser, link, 'Hana', { init: small });
    const ann = await meet(browser, link, 'Ann', { init: blocked });
    await untilTold(ann.page, words);
    await hana.context.close();
    await ann.context.close();
  }, 90_000);
});
