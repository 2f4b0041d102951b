import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { arrive, join, launchBrowser, type Person } from '../support/browser.ts';
import { faults } from '../support/faults.ts';
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

const SIZES = [['desktop', { width: 1440, height: 900 }], ['phone', { width: 390, height: 844 }]] as const;
const CASES = SIZES.flatMap(([size, viewport]) => [['light', 'en-US'], ['dark', 'zh-CN']].map(([scheme, locale]) =>
  ({ name: `${size}, ${scheme}, ${locale}`, viewport, scheme: scheme as 'light' | 'dark', locale: locale as string })));

test.each(CASES)('home: $name', async ({ viewport, scheme, locale }) => {
  const context = await browser.newContext({ viewport, locale, colorScheme: scheme });
  const page = await context.newPage();
  await page.goto(server.url);
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe(locale === 'zh-CN' ? 'zh-CN' : 'en');
  expect(await faults(page)).toEqual([]);
  await page.getByRole('textbox').first().fill('??');
  await page.keyboard.press('Enter');
  expect(await faults(page)).toEqual([]);
  await context.close();
}, 60_000);

test.each(SIZES)('prejoin, call with its panels, and left, by keyboard: %s', async (size, viewport) => {
  const person: Person = await arrive(browser, `${server.url}/r/accessible-${size}`, 'Ann', { viewport });
  const { page } = person;
  await page.getByRole('button', { name: 'Join now' }).waitFor();
  expect(await faults(page)).toEqual([]);
  await join(person);
  expect(await faults(page)).toEqual([]);
  // Letters are shortcuts: "m" mutes; the button says so.
  await page.keyboard.press('m');
  await page.getByRole('button', { name: 'Unmute microphone' }).waitFor();
  for (const name of ['People', 'Chat'] as const) {
    await page.getByRole('button', { name }).first().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('complementary').or(page.getByRole('dialog')).first().waitFor();
    expect(await faults(page)).toEqual([]);
    await page.keyboard.press('Escape');
  }
  await page.getByRole('button', { name: 'More options' }).click();
  await page.getByRole('menu').waitFor();
  expect(await faults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Leave' }).click();
  await page.getByRole('button', { name: 'Join again' }).waitFor();
  expect(await faults(page)).toEqual([]);
  await person.context.close();
}, 90_000);

test.each([
  ['denied', 'NotAllowedError', /denied|blocked|not allowed/iu],
  ['missing', 'NotFoundError', /no (camera|microphone)|not found|missing/iu],
  ['in use', 'NotReadableError', /in use|another/iu],
])('a device that is %s is told in words, and joining works without it', async (_what, name, words) => {
  const person = await arrive(browser, `${server.url}/r/without-devices`, 'Ann', {
    init: async (page) => void (await page.addInitScript((error) => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', error));
    }, name)),
  });
  await person.page.getByText(words).first().waitFor();
  expect(await faults(person.page)).toEqual([]);
  await join(person);
  await person.context.close();
}, 60_000);

test('a code that is none is told in words', async () => {
  const context = await browser.newContext({ locale: 'en-US' });
  const page = await context.newPage();
  const response = await page.goto(`${server.url}/r/${encodeURIComponent('?!')}`);
  expect(response?.status()).toBe(404);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByRole('link').first().waitFor();
  expect(await faults(page)).toEqual([]);
  await context.close();
}, 30_000);
