import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { VideoCodec } from '@plenary/protocol';
import type { Browser, Page } from 'playwright-core';
import type { Call } from '../../packages/client/src/index.ts';
import { launchBrowser, meet, type Person } from '../support/browser.ts';
import { fakeCall } from '../support/caller.ts';
import { readGaps, resetGaps, watchGaps } from '../support/gaps.ts';
import { cameraScale, framesSent, reception, setPageHidden, untilMoving, videoCodecs } from '../support/page-probes.ts';
import { until } from '../support/until.ts';
import { SILENT_CALLERS, startServer, type Server } from '../support/web.ts';

const ADMIN_KEY = 'a-key-for-the-admin-api';
const ROOM = 'codecs-room';
/** Participants without media: they make the tiles of the others small. */
const SILENT = 8;

let server: Server;
let browser: Browser;
let ann: Person;
let bob: Person;
let annId: string;
const silent: Call[] = [];

beforeAll(async () => {
  [server, browser] = await Promise.all([
    // Two people with two tracks each fill a worker: pictures cross from one to the other.
    startServer({ adminKey: ADMIN_KEY, media: { ...SILENT_CALLERS, workers: 2, consumersPerWorker: 1 } }),
    // Software encoders of three sizes each: at full rate two of them would fill two cores.
    launchBrowser({ fps: 10 }),
  ]);
  const init = async (page: Page): Promise<void> => void (await page.addInitScript(watchGaps));
  ann = await meet(browser, `${server.url}/r/${ROOM}`, 'Ann', { init });
  bob = await meet(browser, `${server.url}/r/${ROOM}`, 'Bob', { init });
  for (let i = 0; i < SILENT; i += 1) {
    const call = fakeCall(server.url);
    silent.push(call);
    await call.join({ roomId: ROOM, name: `Silent ${i}` });
    call.setView([]);
  }
  annId = silent[0]?.getState().room?.peers.values().next().value?.id ?? '';
  silent[0]?.setView([{ peerId: annId, source: 'camera', width: 160, height: 90, pinned: false }]);
  await eachSeesTheOther();
}, 120_000);

afterAll(async () => {
  silent.forEach((call) => call.dispose());
  await browser?.close();
  await server?.close();
});

const tile = (name: string): string => `[data-testid="tile"][aria-label="${name}"]`;
const picture = (name: string): string => `${tile(name)} video`;

async function eachSeesTheOther(): Promise<void> {
  await untilMoving(ann.page, picture('Bob'));
  await untilMoving(bob.page, picture('Ann'));
}

/** Presses the pin of a tile, or takes it off again. */
async function pin(page: Page, name: string): Promise<void> {
  await page.locator(tile(name)).hover();
  await page.locator(tile(name)).getByRole('button', { name: /in /u }).click();
}

async function choose(codec: VideoCodec): Promise<void> {
  const response = await fetch(`${server.url}/api/v1/admin/rooms/${ROOM}/settings`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ codec }),
  });
  expect(response.status).toBe(200);
}

async function heightReceived(page: Page): Promise<number> {
  return Math.max(0, ...(await reception(page)).video.map(({ height }) => height));
}

/** The longest time without a new frame of the other's camera since `resetGaps`, in milliseconds. */
async function longestGap(): Promise<number> {
  const read = await Promise.all([ann, bob].map(async ({ page }) => Object.entries(await readGaps(page))));
  return Math.max(...read.flat().filter(([key]) => key.startsWith('video camera')).map(([, gap]) => gap));
}

// Debian's Chromium encodes all of them in software. Each begins where the one before it ends, in the same call.
describe.each<[VideoCodec, string]>([['h264', 'H264'], ['vp9', 'VP9'], ['av1', 'AV1'], ['vp8', 'VP8']])('%s', (codec, name) => {
  test('is used by everyone once the room has it, and the pictures move on', async () => {
    await resetGaps([ann.page, bob.page]);
    await choose(codec);
    for (const { page } of [ann, bob]) {
      await until(`nothing but ${name} is sent and received`, async () =>
        JSON.stringify(await videoCodecs(page)) === JSON.stringify({ sent: [name], received: [name] }), 15_000);
    }
    await eachSeesTheOther();
    // The earlier picture goes on until the new one is there. How long a busy machine takes for a key frame is told
    // and not judged; that the earlier one goes on is what tests/signaling/settings.test.ts holds.
    process.stderr.write(`${name}: longest time without a new picture ${Math.round(await longestGap())} ms\n`);
  }, 40_000);

  test('is not sent to who can’t decode it', async () => {
    // mediasoup-client's fake handler can VP8 and VP9.
    const decodes = codec === 'vp8' || codec === 'vp9';
    await until('a track or none', () => (silent[0]?.remoteTrack(annId, 'camera') !== null) === decodes, 5_000);
  }, 10_000);

  test('a small tile is sent a small picture, a large one a large one, and a small one again', async () => {
    const isSent = async (height: number): Promise<void> => {
      await until(`${height} lines`, async () => (await heightReceived(bob.page)) === height * (await cameraScale(ann.page)), 60_000);
      await untilMoving(bob.page, picture('Ann'));
    };
    await isSent(180);
    await pin(bob.page, 'Ann');
    await isSent(720);
    await pin(bob.page, 'Ann');
    await isSent(180);
  }, 200_000);

  test('nobody’s picture is not encoded', async () => {
    silent[0]?.setView([]);
    await setPageHidden(bob.page, true);
    await until('no frames are sent', async () => {
      const before = await framesSent(ann.page);
      await new Promise((resolve) => setTimeout(resolve, 500));
      return (await framesSent(ann.page)) === before;
    }, 10_000);
    await setPageHidden(bob.page, false);
    await untilMoving(bob.page, picture('Ann'));
    silent[0]?.setView([{ peerId: annId, source: 'camera', width: 160, height: 90, pinned: false }]);
  }, 40_000);
});

test('a shared screen goes through the codecs in its full size', async () => {
  await ann.page.getByRole('button', { name: 'Share screen' }).click();
  const screen = bob.page.locator('[data-testid="tile"][data-source="screen"] video').first();
  const width = async (): Promise<number> => await screen.evaluate((video: HTMLVideoElement) => video.videoWidth);
  await screen.waitFor();
  let full = 0;
  await until('a picture of the screen', async () => (full = await width()) > 0, 20_000);
  for (const [codec, name] of [['vp9', 'VP9'], ['av1', 'AV1'], ['h264', 'H264']] as const) {
    await choose(codec);
    await until(`${name} is received alone`, async () => (await videoCodecs(bob.page)).received.join() === name, 15_000);
    await until('a picture of the screen', async () => (await width()) === full, 15_000);
  }
  await ann.page.getByRole('button', { name: 'Stop sharing' }).first().click();
}, 60_000);
