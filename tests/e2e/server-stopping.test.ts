import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchBrowser, meet } from '../support/browser.ts';
import { startServer, type Server } from '../support/web.ts';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser({ fps: 5 })]);
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

test('people see when the server stops, those who come now too, and that it goes on after all', async () => {
  const link = `${server.url}/r/stopping`;
  const { page } = await meet(browser, link, 'Ann', { viewport: { width: 1440, height: 900 } });
  const banner = page.getByTestId('stopping');
  server.sfu.drain.begin(600);
  await banner.waitFor();
  expect(await banner.textContent()).toMatch(/stops at \d+:\d\d.*10 minutes left/u);
  // Who comes now sees it too.
  server.sfu.drain.begin(50);
  // Not so soon that it stops before the last line on a busy machine.
  await banner.getByText('1 minute left.').waitFor();
  const { page: phone } = await meet(browser, link, 'Bob', { viewport: { width: 390, height: 844 } });
  await phone.getByTestId('stopping').waitFor();
  await page.bringToFront();
  server.sfu.drain.cancel();
  await banner.waitFor({ state: 'detached' });
  await phone.getByTestId('stopping').waitFor({ state: 'detached' });
}, 90_000);
