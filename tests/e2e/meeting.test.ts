import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchBrowser, meet, type Person } from '../support/browser.ts';
import { cameraScale, reception, untilMoving } from '../support/page-probes.ts';
import { NOTHING } from '../support/sfu.ts';
import { until } from '../support/until.ts';
import { startServer, type Server } from '../support/web.ts';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  // Nine pictures to encode: at full rate they would fill two cores.
  [server, browser] = await Promise.all([startServer(), launchBrowser({ fps: 10 })]);
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const tileOf = (peerId: string, source = 'camera'): string =>
  `[data-testid="tile"][data-peer-id="${peerId}"][data-source="${source}"] video`;

/** Ids of the others whose tiles this person sees, their own left out. */
async function others({ page, name }: Person): Promise<string[]> {
  return await page.locator('[data-testid="tile"][data-source="camera"]').evaluateAll((tiles, own) =>
    tiles.filter((tile) => tile.getAttribute('aria-label')?.startsWith(own) === false).map((tile) => tile.getAttribute('data-peer-id') ?? ''), name);
}

const tileNamed = ({ page }: Person, name: string) => page.getByRole('group', { name, exact: true });

describe('three people in Chromium', () => {
  const link = (): string => `${server.url}/r/three-people`;
  const people: Person[] = [];

  test('meet under one link', async () => {
    for (const name of ['Ann', 'Bob', 'Cid']) {
      people.push(await meet(browser, link(), name));
    }
    for (const person of people) {
      await until(`${person.name} has two others on screen`, async () => (await others(person)).length === 2, 10_000);
    }
  }, 90_000);

  test('see each other’s moving pictures', async () => {
    for (const person of people) {
      for (const id of await others(person)) {
        await untilMoving(person.page, tileOf(id));
      }
      const before = await reception(person.page);
      expect(before.video).toHaveLength(2);
      await until(`${person.name} decodes more frames of both`, async () => {
        const now = await reception(person.page);
        return now.video.every(({ framesDecoded }, i) => framesDecoded >= (before.video[i]?.framesDecoded ?? 0) + 10);
      }, 10_000);
    }
  }, 120_000);

  test('send 720p to whoever shows them large', async () => {
    const [ann] = people as [Person, Person, Person];
    const bob = tileNamed(ann, 'Bob');
    await bob.hover();
    await bob.getByRole('button', { name: 'Pin Bob' }).click();
    await until('the full layer is reached', async () => {
      const scale = await cameraScale((people[1] as Person).page);
      return (await reception(ann.page)).video.some(({ width, height }) => width === 1280 * scale && height === 720 * scale);
    }, 90_000);
    await bob.hover();
    await bob.getByRole('button', { name: 'Unpin Bob' }).click();
  }, 120_000);

  test('hear each other', async () => {
    for (const person of people) {
      const before = await reception(person.page);
      expect(before.audio).toHaveLength(2);
      await until(`${person.name} hears both`, async () => {
        const now = await reception(person.page);
        return now.audio.every(({ energy }, i) => energy > (before.audio[i]?.energy ?? 0) + 1e-6);
      }, 15_000);
      const playing = await person.page.locator('audio').evaluateAll((elements) =>
        elements.filter((element) => !(element as HTMLAudioElement).paused && !(element as HTMLAudioElement).muted).length);
      expect(playing).toBe(2);
    }
  }, 90_000);

  test('see who is muted', async () => {
    const [ann, bob] = people as [Person, Person, Person];
    await ann.page.getByRole('button', { name: 'Mute microphone' }).click();
    await tileNamed(bob, 'Ann, muted').waitFor({ timeout: 5_000 });
    await ann.page.getByRole('button', { name: 'Unmute microphone' }).click();
    await tileNamed(bob, 'Ann').waitFor({ timeout: 5_000 });
  }, 30_000);

  test('see an avatar while a camera is off, and the picture again after', async () => {
    const [ann, bob] = people as [Person, Person, Person];
    const annId = await tileNamed(bob, 'Ann').getAttribute('data-peer-id') ?? '';
    await ann.page.getByRole('button', { name: 'Turn camera off' }).click();
    await bob.page.locator(tileOf(annId)).waitFor({ state: 'detached', timeout: 5_000 });
    await ann.page.getByRole('button', { name: 'Turn camera on' }).click();
    await untilMoving(bob.page, tileOf(annId));
  }, 60_000);

  test('see a shared screen, large, until it ends', async () => {
    const [ann, bob, cid] = people as [Person, Person, Person];
    await bob.page.getByRole('button', { name: 'Share screen' }).click();
    const shared = '[data-testid="tile"][data-source="screen"] video';
    for (const { page } of [ann, cid]) {
      await until('a picture of the screen', async () =>
        await page.locator(shared).first().evaluate((video) => (video as HTMLVideoElement).videoWidth > 0).catch(() => false), 20_000);
      const box = await page.locator(shared).first().boundingBox();
      expect(box?.width ?? 0).toBeGreaterThan(600);
    }
    await bob.page.getByRole('button', { name: 'Stop sharing' }).first().click();
    for (const { page } of [ann, cid]) {
      await page.locator(shared).first().waitFor({ state: 'detached', timeout: 5_000 });
    }
  }, 90_000);

  test('chat, with links that are safe', async () => {
    const [ann, bob, cid] = people as [Person, Person, Person];
    await ann.page.getByRole('button', { name: 'Chat' }).click();
    await ann.page.getByRole('textbox', { name: /message/iu }).fill('See https://example.org/agenda and javascript:alert(1) <b>now</b>');
    await ann.page.keyboard.press('Enter');
    for (const { page } of [bob, cid]) {
      await page.getByRole('button', { name: /^Chat/u }).click();
      const anchor = page.getByRole('link', { name: 'https://example.org/agenda' });
      await anchor.waitFor({ timeout: 5_000 });
      expect(await anchor.getAttribute('rel')).toMatch(/noopener.*noreferrer|noreferrer.*noopener/u);
      expect(await anchor.getAttribute('target')).toBe('_blank');
      await page.getByText('<b>now</b>').waitFor();
      expect(await page.locator('a[href^="javascript"]').count()).toBe(0);
    }
  }, 60_000);

  test('a tab that is killed disappears for the others within 20 s', async () => {
    const [ann, bob, cid] = people as [Person, Person, Person];
    // The page's process is shot: no "beforeunload", no goodbye.
    cid.page.goto('chrome://crash').catch(() => undefined);
    const killed = performance.now();
    for (const person of [ann, bob]) {
      await until(`${person.name} sees one other`, async () => (await others(person)).length === 1, 20_000);
    }
    expect(performance.now() - killed).toBeLessThan(20_000);
    await cid.context.close();
  }, 60_000);

  test('all gone, nothing is left on the server', async () => {
    for (const { context } of people.slice(0, 2)) {
      await context.close();
    }
    await until('nothing is left', () => JSON.stringify(server.sfu.census()) === JSON.stringify(NOTHING), 20_000);
  }, 60_000);
});
