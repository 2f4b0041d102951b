import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, meet } from '../support/browser.ts';
import { faults } from '../support/faults.ts';
import { smallCamera, untilMoving, videoCodecs } from '../support/page-probes.ts';
import { until } from '../support/until.ts';
import { startServer, type Server } from '../support/web.ts';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ media: { workers: 1 } }), launchBrowser({ fps: 10 })]);
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const openMenu = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'More options' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menu').waitFor();
};

const settings = (page: Page) => page.getByRole('dialog', { name: 'Meeting settings' });

const openSettings = async (page: Page): Promise<void> => {
  await openMenu(page);
  const entry = page.getByRole('menuitem', { name: 'Meeting settings' });
  await until('its entry is reached', async () => {
    if (await entry.evaluate((element) => element === document.activeElement)) {
      return true;
    }
    await page.keyboard.press('ArrowDown');
    return false;
  });
  await page.keyboard.press('Enter');
  await settings(page).waitFor();
  // The menu fades out beside the dialog that it opened; until then Escape is the menu's.
  await page.getByRole('menu').waitFor({ state: 'hidden' });
};

test.each([
  ['desktop', { width: 1440, height: 900 }],
  ['phone', { width: 390, height: 844 }],
])('a host chooses the codec by keyboard, and others have no such choice: %s', async (size, viewport) => {
  const link = `${server.url}/r/settings-${size}`;
  const init = async (opened: Page): Promise<void> => void (await opened.addInitScript(smallCamera));
  const ann = await meet(browser, link, 'Ann', { viewport, init });
  const bob = await meet(browser, link, 'Bob', { viewport, init });
  const picture = '[data-testid="tile"][aria-label="Bob"] video';
  await untilMoving(ann.page, picture);
  await openMenu(bob.page);
  await bob.page.getByRole('menuitem', { name: 'Devices' }).waitFor();
  expect(await bob.page.getByRole('menuitem', { name: 'Meeting settings' }).count()).toBe(0);

  const { page } = ann;
  await openSettings(page);
  expect(await faults(page)).toEqual([]);
  const vp8 = page.getByRole('radio', { name: /VP8/u });
  await until('the choice is that of the meeting', async () => await vp8.isChecked());
  await vp8.focus();
  await page.keyboard.press('ArrowDown');
  await until('VP9 is chosen', async () => await page.getByRole('radio', { name: /VP9/u }).isChecked());
  // Choosing alone does nothing yet.
  expect((await videoCodecs(page)).sent).toEqual(['VP8']);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await settings(page).waitFor({ state: 'hidden' });
  for (const person of [ann, bob]) {
    await until(`${person.name} sends and receives VP9`, async () =>
      JSON.stringify(await videoCodecs(person.page)) === JSON.stringify({ sent: ['VP9'], received: ['VP9'] }), 15_000);
  }
  await untilMoving(page, picture);

  await openSettings(page);
  await until('the dialog shows it', async () => await page.getByRole('radio', { name: /VP9/u }).isChecked());
  await page.keyboard.press('Escape');
  await settings(page).waitFor({ state: 'hidden' });

  // When the host goes, the other becomes one.
  await ann.context.close();
  await bob.page.keyboard.press('Escape');
  await until('Bob may choose', async () => {
    await openMenu(bob.page);
    const found = await bob.page.getByRole('menuitem', { name: 'Meeting settings' }).count();
    await bob.page.keyboard.press('Escape');
    return found === 1;
  }, 30_000);
  await bob.context.close();
}, 90_000);

test('a refusal is told in words, and nothing is lost', async () => {
  const { page, context } = await meet(browser, `${server.url}/r/settings-refused`, 'Ann', {
    init: async (opened) => {
      await opened.routeWebSocket(/socket\.io/u, (socket) => {
        const upstream = socket.connectToServer();
        socket.onMessage((message) => {
          // socket.io: 42<number of the request>["name",input], answered by 43<number>[answer].
          const id = /^42(\d+)\["setRoomSettings"/u.exec(String(message))?.[1];
          if (id === undefined) {
            upstream.send(message);
          } else {
            socket.send(`43${id}[{"ok":false,"error":{"code":"RATE_LIMITED","message":""}}]`);
          }
        });
      });
    },
  });
  await openSettings(page);
  await page.getByText('Uses the video hardware').click();
  await page.getByRole('button', { name: 'Apply for everyone' }).click();
  await page.getByRole('alert').getByText('Wait a moment and try again').waitFor();
  expect(await page.getByRole('radio', { name: /H\.264/u }).isChecked()).toBe(true);
  expect((await videoCodecs(page)).sent).not.toContain('H264');
  await context.close();
}, 60_000);
