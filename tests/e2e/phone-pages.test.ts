import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, CDPSession, Page } from 'playwright-core';
import type { Call } from '../../packages/client/src/index.ts';
import { launchBrowser, join } from '../support/browser.ts';
import { fakeCall } from '../support/caller.ts';
import { withoutCodec } from '../support/page-probes.ts';
import { until } from '../support/until.ts';
import { SILENT_CALLERS, startServer, type Server } from '../support/web.ts';

const ROOM = 'phone-pages';
const OTHERS = 9;

let server: Server;
let browser: Browser;
let page: Page;
let touch: CDPSession;
const others: Call[] = [];

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ media: SILENT_CALLERS }), launchBrowser({ fps: 5 })]);
  for (let i = 0; i < OTHERS; i++) {
    const call = fakeCall(server.url);
    others.push(call);
    if (i < 2) {
      await call.setScreen(true);
    }
    await call.setCamera(i === 0);
    await call.join({ roomId: ROOM, name: `P${i}` });
  }
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'en-US', permissions: ['camera', 'microphone'],
  });
  page = await context.newPage();
  touch = await context.newCDPSession(page);
  // What the others publish is VP8: this browser does not know it.
  await page.addInitScript(withoutCodec, 'VP8');
  await page.goto(`${server.url}/r/${ROOM}`);
  await join({ name: 'Ann', page, context });
}, 90_000);

afterAll(async () => {
  others.forEach((call) => call.dispose());
  await browser?.close();
  await server?.close();
});

/** One finger, over so many steps, in CSS pixels. */
async function swipe(from: { x: number; y: number }, by: { x: number; y: number }): Promise<void> {
  const STEPS = 6;
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [from] });
  for (let step = 1; step <= STEPS; step++) {
    const point = { x: from.x + (by.x * step) / STEPS, y: from.y + (by.y * step) / STEPS };
    await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [point] });
  }
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

const position = (): Promise<string | null> => page.getByRole('navigation', { name: 'Pages of participants' }).locator('[aria-live]').textContent();

describe('on a phone', () => {
  test('what this browser can’t decode is said, instead of being waited for', async () => {
    await page.getByText('This browser can’t show what P', { exact: false }).first().waitFor();
    expect(await page.getByText('Waiting for the screen', { exact: false }).count()).toBe(0);
  });

  test('a swipe to the side turns the page, and presses nothing', async () => {
    const [first, pages] = (await position() ?? '').split(' / ');
    expect(first).toBe('1');
    // The share that is not the large one is a button, on which the finger begins and ends.
    const button = page.getByRole('button', { name: 'Show the screen of P0 large' });
    const { x = 0, y = 0, width = 0, height = 0 } = await button.boundingBox() ?? {};
    const middle = { x: x + width / 2, y: y + height / 2 };
    await swipe({ x: middle.x + 60, y: middle.y }, { x: -120, y: 10 });
    await until('the second page', async () => (await position()) === `2 / ${pages}`);
    await swipe({ x: 60, y: 500 }, { x: 200, y: -10 });
    await until('the first again', async () => (await position()) === `1 / ${pages}`);
    expect(await page.getByText('what P1 shares', { exact: false }).count()).toBe(1);
    // A tap is none.
    await button.tap();
    await page.getByText('what P0 shares', { exact: false }).waitFor();
    // Up and down belong to the browser, and there is no page before the first.
    await swipe({ x: 200, y: 500 }, { x: 10, y: 200 });
    await swipe({ x: 60, y: 500 }, { x: 200, y: 0 });
    expect(await position()).toBe(`1 / ${pages}`);
    // Nor does the mouse of a machine that has both pay for what a finger did before.
    await page.getByRole('button', { name: 'Show the screen of P1 large' }).click();
    await page.getByText('what P1 shares', { exact: false }).waitFor({ timeout: 5_000 });
  });

  test('a camera that can’t be decoded is marked', async () => {
    const mark = page.getByRole('img', { name: 'This browser can’t show the video of P0' });
    await mark.waitFor();
    // One that is off is missed by nobody.
    await others[0]?.setCamera(false);
    await mark.waitFor({ state: 'detached' });
  });

  test('who turns pages by keyboard keeps the focus at the last one', async () => {
    const [, pages = ''] = (await position() ?? '').split(' / ');
    const [next, previous] = [page.getByRole('button', { name: 'Next page' }), page.getByRole('button', { name: 'Previous page' })];
    await next.focus();
    for (let at = 2; at <= Number(pages); at++) {
      await page.keyboard.press('Enter');
      await until(`page ${at}`, async () => (await position()) === `${at} / ${pages}`);
    }
    await until('there is no next one', async () => (await next.getAttribute('aria-disabled')) === 'true');
    await page.keyboard.press('Enter');
    expect(await next.evaluate((button) => button === document.activeElement)).toBe(true);
    expect(await position()).toBe(`${pages} / ${pages}`);
    // A key goes to what has the focus: with none there would be no way back but from the top of the page.
    await page.keyboard.press('Shift+Tab');
    expect(await previous.evaluate((button) => button === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    await until('the page before', async () => (await position()) === `${Number(pages) - 1} / ${pages}`);
  });
});
