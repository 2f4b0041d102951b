import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Frame, Page } from 'playwright-core';
import { launchBrowser, meet, type Person } from '../support/browser.ts';
import { smallCamera, untilMoving } from '../support/page-probes.ts';
import { until } from '../support/until.ts';
import { startServer, type Server } from '../support/web.ts';

const ROOM = 'embedded';

let allowed: HttpServer;
let foreign: HttpServer;
let server: Server;
let browser: Browser;
let ann: Person;

/** Another site, whose page shows the player of the room in a frame. */
async function site(): Promise<HttpServer> {
  const http = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><title>Another site</title>
      <iframe src="${server.url}/embed/${ROOM}" width="960" height="600" allow="autoplay; fullscreen"></iframe>`);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return http;
}

const originOf = (http: HttpServer): string => `http://127.0.0.1:${(http.address() as AddressInfo).port}`;

beforeAll(async () => {
  [allowed, foreign, browser] = await Promise.all([site(), site(), launchBrowser({ fps: 10 })]);
  server = await startServer({ embedOrigins: [originOf(allowed)] });
  ann = await meet(browser, `${server.url}/r/${ROOM}`, 'Ann', { init: async (page) => void (await page.addInitScript(smallCamera)) });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  allowed?.close();
  foreign?.close();
});

async function open(http: HttpServer): Promise<{ page: Page; refusals: string[] }> {
  const context = await browser.newContext({ locale: 'en-US' });
  const page = await context.newPage();
  const refusals: string[] = [];
  page.on('console', (message) => {
    if (message.text().includes('frame-ancestors')) {
      refusals.push(message.text());
    }
  });
  await page.goto(originOf(http));
  return { page, refusals };
}

const frameOf = (page: Page): Frame => page.frames()[1] as Frame;

test('the player plays in a frame of a site that is allowed, without the controls of a page', async () => {
  const { page, refusals } = await open(allowed);
  const frame = frameOf(page);
  await untilMoving(frame as unknown as Page, '[data-testid="tile"] video', 30_000);
  await frame.getByRole('button', { name: /^Quality/u }).waitFor();
  expect(await frame.getByRole('button', { name: /^Chat|Raise hand/u }).count()).toBe(0);
  expect(await frame.getByRole('link', { name: 'Open on its own page' }).getAttribute('href')).toBe(`/watch/${ROOM}`);
  expect(refusals).toEqual([]);
  await page.context().close();
}, 60_000);

test('a frame of any other site stays empty', async () => {
  const { page, refusals } = await open(foreign);
  await until('the browser refuses', () => refusals.length > 0, 10_000);
  expect(await frameOf(page).locator('header').count()).toBe(0);
  await page.context().close();
}, 30_000);

test('the meeting itself is for no frame', async () => {
  for (const path of [`/r/${ROOM}`, `/watch/${ROOM}`, '/']) {
    const response = await fetch(`${server.url}${path}`);
    expect(response.headers.get('content-security-policy')).toMatch(/frame-ancestors 'self'$/u);
  }
  await ann.page.getByRole('button', { name: 'Leave' }).waitFor();
}, 20_000);
