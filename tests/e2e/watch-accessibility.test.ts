import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Call } from '../../packages/client/src/index.ts';
import { launchBrowser, meet } from '../support/browser.ts';
import { fakeCall } from '../support/caller.ts';
import { faults } from '../support/faults.ts';
import { smallCamera } from '../support/page-probes.ts';
import { until } from '../support/until.ts';
import { view } from '../support/viewer.ts';
import { SILENT_CALLERS, startServer, type Server } from '../support/web.ts';

const ROOM = 'watch-accessible';

let server: Server;
let browser: Browser;
let host: Call;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ media: SILENT_CALLERS }), launchBrowser({ fps: 5 })]);
  host = fakeCall(server.url);
  await host.join({ roomId: ROOM, name: 'Host' });
  await meet(browser, `${server.url}/r/${ROOM}`, 'Ann', { init: async (page) => void (await page.addInitScript(smallCamera)) });
}, 90_000);

afterAll(async () => {
  host?.dispose();
  await browser?.close();
  await server?.close();
});

const SIZES = [['desktop', { width: 1440, height: 900 }], ['phone', { width: 390, height: 844 }]] as const;

/** Opens what a button opens by keyboard alone, looks at it, and closes it. */
async function openByKeyboard(page: Page, button: RegExp, role: 'menu' | 'dialog' | 'complementary'): Promise<void> {
  await page.getByRole('button', { name: button }).first().focus();
  await page.keyboard.press('Enter');
  const opened = page.getByRole(role).or(page.getByRole('dialog')).first();
  await opened.waitFor();
  expect(await faults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await opened.waitFor({ state: 'detached' });
}

test.each(SIZES)('the player, its menus and panels, by keyboard: %s', async (_size, viewport) => {
  const page = await view(browser, `${server.url}/watch/${ROOM}`, { viewport });
  await page.locator('[data-testid="tile"][aria-label="Ann"] video').waitFor();
  expect(await faults(page)).toEqual([]);
  await openByKeyboard(page, /^Quality/u, 'menu');
  await openByKeyboard(page, /^Layout/u, 'menu');
  await openByKeyboard(page, /^Reactions?|^React/u, 'dialog');
  await openByKeyboard(page, /^Chat/u, 'complementary');
  await openByKeyboard(page, /^Questions/u, 'complementary');
  let guestId: string | undefined;
  await until('nobody else watches any more', async () => {
    const { viewers } = await host.stage.listAudience('');
    guestId = viewers[0]?.id;
    return viewers.length === 1;
  }, 15_000);
  await host.stage.setRole(guestId ?? '', 'speaker');
  await page.getByRole('button', { name: 'Leave the stage' }).waitFor();
  expect(await faults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Leave the stage' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Leave the stage' }).waitFor({ state: 'detached' });
  await page.context().close();
}, 90_000);

test.each(SIZES)('what stands in the place of the picture, and the embedded player: %s', async (_size, viewport) => {
  const page = await view(browser, `${server.url}/watch/${ROOM}-empty`, { viewport });
  await page.getByText('The broadcast has not started').waitFor();
  expect(await faults(page)).toEqual([]);
  await page.goto(`${server.url}/embed/${ROOM}`);
  await page.locator('[data-testid="tile"][aria-label="Ann"]').waitFor();
  expect(await faults(page)).toEqual([]);
  await page.context().close();
}, 60_000);

test('a code that is none is told in words', async () => {
  for (const path of ['watch', 'embed']) {
    const page = await view(browser, `${server.url}/${path}/${encodeURIComponent('?!')}`);
    await page.getByRole('heading', { level: 1, name: 'This is not a meeting code' }).waitFor();
    await page.context().close();
  }
}, 30_000);
