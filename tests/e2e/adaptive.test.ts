import { afterAll, beforeAll, describe, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Call } from '../../packages/client/src/index.ts';
import { launchBrowser, meet, type Person } from '../support/browser.ts';
import { fakeCall } from '../support/caller.ts';
import { bytesOfVideo, cameraScale, layersSent, reception, setPageHidden, untilMoving } from '../support/page-probes.ts';
import { until } from '../support/until.ts';
import { SILENT_CALLERS, startServer, type Server } from '../support/web.ts';

const ROOM = 'adaptive-room';
/** Participants without media: they make the tiles of the others small. */
const SILENT = 8;

let server: Server;
let browser: Browser;
let ann: Person;
let bob: Person;
const silent: Call[] = [];

beforeAll(async () => {
  // One video for each viewer: enough for Bob, who sees Ann, until Cid comes.
  [server, browser] = await Promise.all([startServer({ media: SILENT_CALLERS, rooms: { defaults: { lastNVideo: 1 } } }), launchBrowser({ fps: 10 })]);
  ann = await meet(browser, `${server.url}/r/${ROOM}`, 'Ann');
  bob = await meet(browser, `${server.url}/r/${ROOM}`, 'Bob');
  await bob.page.getByRole('button', { name: 'Turn camera off' }).click();
  await untilMoving(bob.page, picture('Ann'));
}, 120_000);

afterAll(async () => {
  silent.forEach((call) => call.dispose());
  await browser?.close();
  await server?.close();
});

const tile = (name: string): string => `[data-testid="tile"][aria-label="${name}"]`;
const picture = (name: string): string => `${tile(name)} video`;

/** Presses the pin of a tile, or takes it off again. */
async function pin(page: Page, name: string): Promise<void> {
  await page.locator(tile(name)).hover();
  await page.locator(tile(name)).getByRole('button', { name: /in /u }).click();
}

const [QUARTER, FULL] = ['r0', 'r2'];
/** A browser whose packets were late once sends the large layer only when it has found anew that the link bears it. */
const LARGE_PATIENCE_MS = 90_000;

async function isReceived(height: number): Promise<boolean> {
  return (await reception(bob.page)).video[0]?.height === height * (await cameraScale(ann.page));
}

/** Layers of Ann's camera that are encoded now, told by the frames that they send within a while; idle ones send one a second. */
async function layersEncoded(): Promise<string> {
  const before = await layersSent(ann.page);
  await new Promise((resolve) => setTimeout(resolve, 600));
  const after = await layersSent(ann.page);
  return [...after.keys()].filter((rid) => (after.get(rid) ?? 0) > (before.get(rid) ?? 0) + 2).sort().join();
}

describe('a viewer is sent what fits', () => {
  test('a large tile gets the full picture', async () => {
    await until('720 lines', async () => await isReceived(720), LARGE_PATIENCE_MS);
  }, 120_000);

  test('a small one gets a quarter, and the publisher stops encoding what nobody shows', async () => {
    for (let i = 0; i < SILENT; i += 1) {
      const call = fakeCall(server.url);
      silent.push(call);
      await call.join({ roomId: ROOM, name: `Silent ${i}` });
      call.setView([]);
    }
    await bob.page.locator(tile('Silent 7, muted')).waitFor();
    await until('Ann’s tile is small', async () =>
      ((await bob.page.locator(tile('Ann')).boundingBox())?.height ?? Infinity) < 200);
    await until('180 lines', async () => await isReceived(180), 15_000);
    await until('one layer is encoded', async () => (await layersEncoded()) === QUARTER, 15_000);
    await untilMoving(bob.page, picture('Ann'));
  }, 60_000);

  test('made large it gets the full picture again, after the publisher took up the layer', async () => {
    await pin(bob.page, 'Ann');
    // Within a second where the machine has no more to do than this.
    await until('the full layer is encoded', async () => (await layersEncoded()).includes(FULL), 15_000);
    await until('720 lines', async () => await isReceived(720), LARGE_PATIENCE_MS);
  }, 140_000);

  test('a hidden page is sent no picture, and the publisher encodes none', async () => {
    await setPageHidden(bob.page, true);
    await until('no video comes', async () => {
      const before = await bytesOfVideo(bob.page);
      await new Promise((resolve) => setTimeout(resolve, 500));
      return (await bytesOfVideo(bob.page)) === before;
    }, 5_000);
    await until('nothing is encoded', async () => (await layersEncoded()) === '', 15_000);
    await setPageHidden(bob.page, false);
    await untilMoving(bob.page, picture('Ann'));
  }, 60_000);

  test('a video that is not sent any more gives way to the avatar', async () => {
    const cid = await meet(browser, `${server.url}/r/${ROOM}`, 'Cid');
    await bob.page.locator(tile('Cid')).waitFor();
    // Of the two cameras Bob is sent the pinned one.
    await pin(bob.page, 'Ann');
    await pin(bob.page, 'Cid');
    await untilMoving(bob.page, picture('Cid'));
    const shown = async (): Promise<boolean> => {
      const pictures = bob.page.locator(picture('Ann'));
      return (await pictures.count()) > 0
        && await pictures.first().evaluate((video) => getComputedStyle(video).opacity !== '0');
    };
    await until('Ann’s picture is not shown', async () => !(await shown()), 10_000);
    await pin(bob.page, 'Cid');
    await pin(bob.page, 'Ann');
    await until('Ann’s picture is shown', shown, 10_000);
    await untilMoving(bob.page, picture('Ann'));
    await cid.context.close();
  }, 60_000);
});
