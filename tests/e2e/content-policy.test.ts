import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { newLinkSecret } from '../../packages/client/src/e2ee/link-secret.ts';
import { arrive, join, launchBrowser, meet, type Person } from '../support/browser.ts';
import { smallCamera, untilMoving } from '../support/page-probes.ts';
import { until } from '../support/until.ts';
import { startServer, type Server } from '../support/web.ts';

const ROOM = 'policy';
const VIDEO = '[data-testid="tile"] video';

let site: HttpServer;
let server: Server;
let browser: Browser;
let ann: Person;
const violations: string[] = [];

/** Whatever a page of the server does against its policy. */
async function listen(page: Page): Promise<void> {
  await page.addInitScript(smallCamera);
  await page.exposeFunction('violated', (what: string) => void violations.push(what));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) => {
      (window as unknown as { violated(what: string): void }).violated(`${location.pathname}: ${violatedDirective} ${blockedURI} ${sourceFile}`);
    });
  });
  page.on('pageerror', (error) => void violations.push(String(error)));
}

beforeAll(async () => {
  site = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><iframe src="${server.url}/embed/${ROOM}" allow="autoplay; fullscreen"></iframe>`);
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  browser = await launchBrowser({ fps: 10 });
  server = await startServer({ embedOrigins: [`http://127.0.0.1:${(site.address() as AddressInfo).port}`] });
  ann = await meet(browser, `${server.url}/r/${ROOM}`, 'Ann', { init: listen });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  site?.close();
});

test('the call works within its policy', async () => {
  const bob = await arrive(browser, `${server.url}/r/${ROOM}`, 'Bob', { init: listen });
  await join(bob);
  await untilMoving(bob.page, VIDEO);
  await bob.context.close();
  expect(violations).toEqual([]);
}, 60_000);

test('so does an encrypted meeting, whose frames go through a worker', async () => {
  const link = `${server.url}/r/sealed-${ROOM}#key=${newLinkSecret()}`;
  const [fay, gil] = [await meet(browser, link, 'Fay', { init: listen }), await meet(browser, link, 'Gil', { init: listen })];
  for (const [{ page }, other] of [[fay, 'Gil'], [gil, 'Fay']] as const) {
    await untilMoving(page, `[data-testid="tile"][aria-label^="${other}"] video`);
  }
  await Promise.all([fay, gil].map(({ context }) => context.close()));
  expect(violations).toEqual([]);
}, 90_000);

test('so does the start page, and the one for an address without a page', async () => {
  const { page, context } = await arrive(browser, server.url, 'Cem', { init: listen });
  await page.getByRole('button', { name: 'New meeting' }).waitFor();
  await page.goto(`${server.url}/nowhere`);
  await page.getByRole('heading').waitFor();
  await context.close();
  expect(violations).toEqual([]);
}, 60_000);

test('so does the page for viewers', async () => {
  const { page, context } = await arrive(browser, `${server.url}/watch/${ROOM}`, 'Dee', { init: listen });
  await untilMoving(page, VIDEO);
  await context.close();
  expect(violations).toEqual([]);
}, 60_000);

test('so does the embedded player', async () => {
  const { page, context } = await arrive(browser, `http://127.0.0.1:${(site.address() as AddressInfo).port}`, 'Eve', { init: listen });
  const frame = page.frames()[1];
  if (frame === undefined) {
    throw new Error('there is no frame');
  }
  await untilMoving(frame as unknown as Page, VIDEO, 30_000);
  await context.close();
  expect(violations).toEqual([]);
}, 60_000);

test('a script that somebody brought into a page does not run', async () => {
  const { page } = ann;
  await page.evaluate(() => {
    const script = document.createElement('div');
    script.innerHTML = '<img src="x" onerror="window.pwned = true">';
    document.body.append(script);
  });
  await until('the browser refused it', () => violations.length > 0);
  expect(violations.splice(0)).toEqual([expect.stringContaining('script-src')]);
  expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
});
