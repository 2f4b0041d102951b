import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { arrive, launchBrowser, meet, type Person } from '../support/browser.ts';
import { devicesOf, watchCaptures } from '../support/captures.ts';
import { fakeCall } from '../support/caller.ts';
import { faults } from '../support/faults.ts';
import { smallCamera, untilMoving } from '../support/page-probes.ts';
import { until } from '../support/until.ts';
import { SILENT_CALLERS, startServer, type Server } from '../support/web.ts';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ media: { ...SILENT_CALLERS, workers: 1 } }), launchBrowser({ fps: 10 })]);
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** Runs in the page before its own scripts: the microphone is open only after the person is in. */
function slowMicrophone(): void {
  const { mediaDevices } = navigator;
  const original = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (constraints) => {
    if (constraints?.audio) {
      await new Promise((resolve) => setTimeout(resolve, 2_000));
    }
    return await original(constraints);
  };
}

const init = async (page: Page): Promise<void> => {
  await page.addInitScript(smallCamera);
  await page.addInitScript(watchCaptures);
};
const initSlow = async (page: Page): Promise<void> => {
  await init(page);
  await page.addInitScript(slowMicrophone);
};

const openDevices = async (page: Page): Promise<number> => (await devicesOf(page)).open;

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const tileOf = (name: string): string => `[data-testid="tile"][data-source="camera"]:is([aria-label="${name}"], [aria-label="${name}, muted"])`;

describe('a meeting becomes a broadcast', () => {
  let ann: Person;
  let bob: Person;

  beforeAll(async () => {
    ann = await meet(browser, `${server.url}/r/show`, 'Ann', { init, viewport: { width: 1440, height: 900 } });
  }, 60_000);

  afterAll(async () => {
    await ann?.context.close();
    await bob?.context.close();
  });

  /** Marks the picture of Ann that Bob sees: a picture that is made anew has no mark. */
  const mark = (): Promise<void> =>
    bob.page.locator(`${tileOf('Ann')} video`).evaluate((video) => video.setAttribute('data-marked', ''));
  const isSamePicture = async (): Promise<boolean> => await bob.page.locator('video[data-marked]').count() === 1;

  test('with one switch', async () => {
    await button(ann.page, 'More options').click();
    await ann.page.getByRole('menuitem', { name: 'Meeting settings' }).click();
    const dialog = ann.page.getByRole('dialog', { name: 'Meeting settings' });
    await dialog.getByText('Broadcast: people who come in watch').click();
    expect(await faults(ann.page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Apply for everyone' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await ann.page.getByText('Broadcast', { exact: true }).waitFor();
    await ann.page.getByText('/watch/show').waitFor();
  }, 30_000);

  test('who comes in watches: counted, not shown, and with the devices off', async () => {
    bob = await meet(browser, `${server.url}/r/show`, 'Bob', { init: initSlow, viewport: { width: 390, height: 844 } });
    await untilMoving(bob.page, `${tileOf('Ann')} video`);
    await ann.page.getByText('1 person watching').waitFor({ state: 'attached', timeout: 10_000 });
    expect(await ann.page.locator(tileOf('Bob')).count()).toBe(0);
    await until('both devices were opened', async () => (await devicesOf(bob.page)).given === 2);
    await until('the devices are free', async () => await openDevices(bob.page) === 0);
    expect(await button(bob.page, /microphone|camera|share/iu).count()).toBe(0);
    // The keys of the devices do nothing either.
    await bob.page.keyboard.press('v');
    await bob.page.keyboard.press('m');
    expect(await openDevices(bob.page)).toBe(0);
    expect(await faults(bob.page)).toEqual([]);
    await mark();
  }, 60_000);

  test('a raised hand is seen, and answered with the stage', async () => {
    await bob.page.keyboard.press('h');
    await button(bob.page, 'Take hand down').waitFor();
    await ann.page.getByText('Bob raised a hand').waitFor({ timeout: 5_000 });
    await button(ann.page, 'People, 1 raised hand').click();
    await ann.page.getByRole('region', { name: '1 raised hand' }).getByText('Bob').waitFor();
    expect(await faults(ann.page)).toEqual([]);
    await button(ann.page, 'Bring on stage: Bob').click();
    await bob.page.getByRole('alert').getByText('You are on stage').waitFor({ timeout: 5_000 });
    // Nobody is put on the air without being asked.
    expect(await openDevices(bob.page)).toBe(0);
    expect(await faults(bob.page)).toEqual([]);
    await button(bob.page, 'Turn on microphone and camera').click();
    await untilMoving(ann.page, `${tileOf('Bob')} video`);
    expect(await isSamePicture()).toBe(true);
    await ann.page.getByRole('region', { name: /raised hand/u }).waitFor({ state: 'detached' });
  }, 60_000);

  test('a host finds someone in the audience, and sends them back to it', async () => {
    await button(ann.page, 'More for Bob').click();
    await ann.page.getByRole('menuitem', { name: 'Send to the audience' }).click();
    await ann.page.locator(tileOf('Bob')).waitFor({ state: 'detached', timeout: 5_000 });
    await bob.page.getByText('You are in the audience now').waitFor({ timeout: 5_000 });
    await until('the devices are free', async () => await openDevices(bob.page) === 0);
    expect(await isSamePicture()).toBe(true);
    await untilMoving(bob.page, 'video[data-marked]');

    await ann.page.getByRole('tab', { name: 'Audience (1)' }).click({ timeout: 10_000 });
    const bobInAudience = ann.page.locator('[data-viewer-id]', { hasText: 'Bob' });
    await bobInAudience.waitFor();
    await ann.page.getByRole('searchbox', { name: 'Find someone in the audience' }).fill('nobody');
    await ann.page.getByText('Nobody by that name is here.').waitFor();
    await ann.page.getByRole('searchbox', { name: 'Find someone in the audience' }).fill('bO');
    await bobInAudience.waitFor();
    expect(await faults(ann.page)).toEqual([]);
  }, 60_000);

  test('what the server refuses is told in words', async () => {
    await ann.page.getByRole('tab', { name: 'On stage (1)' }).click();
    await button(ann.page, 'More for Ann').click();
    await ann.page.getByRole('menuitem', { name: 'Send to the audience' }).click();
    await ann.page.getByRole('alert').getByText('The last host stays host').waitFor();
    expect(await faults(ann.page)).toEqual([]);
  }, 30_000);

  test('a question is asked, voted on and answered', async () => {
    await button(bob.page, 'Questions').click();
    const words = 'How long does it take?';
    const asked = (page: Page) => page.getByRole('list', { name: 'Open questions' }).getByText(words);
    await bob.page.getByRole('textbox', { name: 'Ask a question' }).fill(words);
    await bob.page.keyboard.press('Enter');
    await asked(bob.page).waitFor();
    expect(await bob.page.getByRole('button', { name: /1 vote/u }).getAttribute('aria-pressed')).toBe('true');
    await button(ann.page, 'Questions, 1 new').click();
    await asked(ann.page).waitFor();
    await button(ann.page, /I want this answered/u).click();
    await button(bob.page, /2 votes/u).waitFor({ timeout: 5_000 });
    await button(ann.page, /I want this answered/u).click();
    await button(bob.page, /1 vote/u).waitFor({ timeout: 5_000 });
    expect(await button(bob.page, 'Mark as answered').count()).toBe(0);
    expect(await faults(ann.page)).toEqual([]);
    expect(await faults(bob.page)).toEqual([]);
    await button(ann.page, 'Mark as answered').click();
    await bob.page.getByRole('tab', { name: 'Answered (1)' }).click({ timeout: 5_000 });
    await bob.page.getByRole('list', { name: 'Answered questions' }).getByText(words).waitFor();
    await ann.page.getByRole('tab', { name: 'Answered (1)' }).click();
    await button(ann.page, 'Remove for everyone').click();
    await bob.page.getByText('Nothing answered yet').waitFor({ timeout: 5_000 });
    await bob.page.keyboard.press('Escape');
  }, 60_000);

  test('a fourth open question of the same person is refused in words', async () => {
    await button(bob.page, 'Questions').click();
    const field = bob.page.getByRole('textbox', { name: 'Ask a question' });
    for (const words of ['One?', 'Two?', 'Three?']) {
      await field.fill(words);
      await bob.page.keyboard.press('Enter');
      await bob.page.getByRole('list', { name: 'Open questions' }).getByText(words).waitFor();
    }
    await field.fill('Four?');
    await bob.page.keyboard.press('Enter');
    await bob.page.getByText('You have three open questions already').waitFor();
    expect(await field.inputValue()).toBe('Four?');
    await bob.page.keyboard.press('Escape');
  }, 30_000);

  test('reactions rise over the stage, counted, or stand still for those who want no motion', async () => {
    await ann.page.emulateMedia({ reducedMotion: 'reduce' });
    await button(bob.page, 'React').click();
    const FLOAT = '[data-testid="reactions"] [data-reaction="👏"]';
    // In one look, as they are there for two seconds only.
    const motionsSeen = Promise.all([ann, bob].map(async ({ page }) => {
      const seen = await page.waitForFunction((selector) => {
        const float = document.querySelector(selector);
        return float === null ? null : getComputedStyle(float).animationName;
      }, FLOAT, { timeout: 15_000 });
      return await seen.jsonValue();
    }));
    for (let i = 0; i < 3; i++) {
      await button(bob.page, 'Applause').click();
    }
    const motions = await motionsSeen;
    for (const { page } of [ann, bob]) {
      await until('they are gone by themselves', async () => await page.locator(FLOAT).count() === 0, 15_000);
    }
    expect(motions).toEqual([expect.stringMatching(/show/u), expect.stringMatching(/float/u)]);
    expect(await faults(bob.page)).toEqual([]);
    await bob.page.keyboard.press('Escape');
    await ann.page.emulateMedia({ reducedMotion: null });
  }, 30_000);

  test('a message is pinned, and slow mode is told with its wait', async () => {
    await button(ann.page, /^Chat/u).click();
    const draft = ann.page.getByRole('textbox', { name: 'Write a message' });
    await draft.fill('Slides: https://example.org/slides');
    await button(ann.page, 'Send').click();
    // The next one can be written at once, and Escape is heard.
    await until('the field has the focus again', () => draft.evaluate((field) => document.activeElement === field));
    await button(ann.page, 'Pin for everyone').click();
    const banner = bob.page.getByRole('region', { name: 'Pinned message' });
    await banner.getByRole('link', { name: 'https://example.org/slides' }).waitFor({ timeout: 5_000 });
    await banner.getByRole('button', { name: 'Hide' }).click();
    await banner.waitFor({ state: 'detached' });

    await button(ann.page, 'More options').click();
    await ann.page.getByRole('menuitem', { name: 'Meeting settings' }).click();
    const dialog = ann.page.getByRole('dialog', { name: 'Meeting settings' });
    await dialog.getByRole('button', { name: /Slow mode/u }).click();
    await ann.page.getByRole('option', { name: '60 seconds' }).click();
    await dialog.getByRole('button', { name: 'Apply for everyone' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await button(bob.page, /^Chat/u).click();
    const field = bob.page.getByRole('textbox', { name: 'Write a message' });
    await field.fill('Hello');
    await bob.page.keyboard.press('Enter');
    await bob.page.getByText(/you can send again in (60|5\d) seconds/u).waitFor();
    await field.fill('Again');
    expect(await button(bob.page, 'Send').isDisabled()).toBe(true);
    // A panel that was closed meanwhile knows nothing of the wait: then the server says it.
    await bob.page.keyboard.press('Escape');
    await button(bob.page, /^Chat/u).click();
    await button(bob.page, 'Send').click();
    await bob.page.getByText('one message every 60 seconds').waitFor();
    expect(await faults(bob.page)).toEqual([]);
    await bob.page.keyboard.press('Escape');
    await button(ann.page, 'Unpin for everyone').first().click();
    await ann.page.getByRole('region', { name: 'Pinned message' }).waitFor({ state: 'detached', timeout: 5_000 });
  }, 60_000);
});

test('a broadcast is started from the home page', async () => {
  const ann = await arrive(browser, server.url, 'Ann', { init });
  await button(ann.page, 'New broadcast').click();
  await ann.page.getByRole('heading', { name: 'Ready to go on stage?' }).waitFor();
  await ann.page.getByRole('textbox', { name: 'Your name' }).fill('Ann');
  await button(ann.page, 'Join now').click();
  await ann.page.getByText('Broadcast', { exact: true }).waitFor();
  expect(new URL(ann.page.url()).search).toBe('');
  await ann.context.close();
}, 60_000);

test('who finds no place waits for it and comes in, or is told that the meeting is full', async () => {
  const host = fakeCall(server.sfu.url);
  await host.join({ roomId: 'crowded', name: 'Host' });
  await host.setRoomSettings({ maxSpeakers: 1, overflow: 'refuse' });
  const { page, context } = await arrive(browser, `${server.url}/r/crowded`, 'Cid', { init });
  await page.getByRole('textbox', { name: 'Your name' }).fill('Cid');
  await button(page, 'Join now').click();
  await page.getByRole('alert').getByText('The meeting is full').waitFor();
  expect(await faults(page)).toEqual([]);

  await host.setRoomSettings({ overflow: 'queue' });
  await button(page, 'Join now').click();
  await page.getByText('You are number 1').waitFor();
  expect(await faults(page)).toEqual([]);
  await button(page, 'Leave the queue').click();
  await button(page, 'Join now').click();
  await page.getByText('You are number 1').waitFor();
  await host.leave();
  await page.getByRole('heading', { name: 'crowded' }).waitFor({ timeout: 10_000 });
  await page.getByText('You are the first one here').waitFor();
  host.dispose();
  await context.close();
}, 60_000);
