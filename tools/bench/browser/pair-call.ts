import { setTimeout as sleep } from 'node:timers/promises';
import { newRoomId } from '@plenary/protocol';
import type { Browser, Page } from 'playwright-core';
import { enter, launchChromium, visit } from '../../load/browser.ts';
import { botPlans } from '../../load/ramp.ts';
import { joinTimes, withRoom } from '../goals/fleet-room.ts';
import type { BenchServer } from '../servers.ts';
import { watchPage } from './probes.ts';

/** One who publishes and one who watches, each in a Chromium of its own, among silent bots that keep tiles small. */
export interface PairCall {
  readonly publisher: Page;
  readonly publisherBrowser: Browser;
  readonly viewer: Page;
  /** The publisher's, as it stands on tiles. */
  readonly publisherId: string;
}

/** Bots without media; with them a tile is smaller than a quarter of 720p asks for. */
const SILENT = 8;
const VIEWPORT = { width: 1280, height: 720 };
const PICTURE_TIMEOUT_MS = 20_000;
const NAME = 'Publisher';
const TILE = `[data-testid="tile"][aria-label="${NAME}"]`;

/** Opens such a call, hands it over and ends it afterwards, whatever happened. */
export async function withPairCall<T>(server: BenchServer, signal: AbortSignal, use: (call: PairCall) => Promise<T>): Promise<T> {
  const browsers = await Promise.all([launchChromium(), launchChromium()]);
  try {
    return await withRoom(server, 1, signal, async (room) => {
      const code = newRoomId();
      const view = { tiles: 0, width: 1, height: 1 };
      const { viewers } = botPlans({ publishers: 0, viewers: SILENT, audio: null, video: null, view });
      joinTimes(await room.join(viewers, 20, code));
      const [publisher, viewer] = [await person(browsers[0], server, code, NAME), await person(browsers[1], server, code, 'Viewer')];
      await viewer.getByRole('button', { name: 'Turn camera off' }).click();
      await viewer.locator(`${TILE} video`).waitFor({ timeout: PICTURE_TIMEOUT_MS });
      const publisherId = await viewer.locator(TILE).getAttribute('data-peer-id') ?? '';
      await viewer.waitForFunction((id) => (window.__frames[id]?.length ?? 0) > 0, publisherId, { timeout: PICTURE_TIMEOUT_MS });
      return await use({ publisher, publisherBrowser: browsers[0], viewer, publisherId });
    });
  } finally {
    await Promise.all(browsers.map((browser) => browser.close()));
  }
}

/** Makes the publisher's tile large, or small again. @returns the page's `performance.now()` of the click */
export async function togglePin(viewer: Page): Promise<number> {
  return await viewer.evaluate((tile) => {
    const button = document.querySelector<HTMLElement>(`${tile} button[aria-label*="in "]`);
    const at = performance.now();
    button?.click();
    return button === null ? Number.NaN : at;
  }, TILE);
}

/** Waits until the newest frame of the publisher has a width; `false` when it did not come in time. */
export async function showsWidth({ viewer, publisherId }: PairCall, width: number, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    if (await viewer.evaluate((id) => window.__frames[id]?.at(-1)?.width, publisherId) === width) {
      return true;
    }
    await sleep(100);
  }
  return false;
}

async function person(browser: Browser, server: BenchServer, room: string, name: string): Promise<Page> {
  // Browsers give the camera to localhost, not to any address.
  const page = await visit(browser, `${server.url.replace('127.0.0.1', 'localhost')}/r/${room}`, { viewport: VIEWPORT, init: watchPage });
  await enter(page, name);
  return page;
}
