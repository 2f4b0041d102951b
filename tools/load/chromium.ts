import type { Browser, Page } from 'playwright-core';
import { enter, launchChromium, visit } from './browser.ts';
import { percentiles, type Percentiles } from './percentiles.ts';

/** What participants in real browsers saw. Times are in milliseconds after the click on "Join now". */
export interface ChromiumFigures {
  readonly joined: number;
  /** Until the call's own page stood. */
  readonly join: Percentiles;
  /** Until the first moving picture of somebody else. */
  readonly firstFrame: Percentiles;
  /** Frames that one participant decoded per second, all videos together. */
  readonly framesPerSecond: number;
}

const FIRST_FRAME_TIMEOUT_MS = 20_000;

/**
 * Participants in Chromium through the web app, camera and microphone on, with the browser's test pictures.
 * They see each other; the bots' packets hold no pictures that a browser could decode, for which it keeps
 * asking for key frames. One to three per core is what a machine bears. Needs Debian's chromium, or
 * CHROMIUM_PATH.
 */
export class ChromiumGroup {
  readonly #url: string;
  readonly #pages: Page[] = [];
  readonly #joins: number[] = [];
  readonly #firstFrames: number[] = [];
  #browser: Browser | null = null;
  #frames = 0;
  #startedAt = 0;

  constructor(url: string, room: string) {
    this.#url = `${url}/r/${room}`;
  }

  /** @throws {Error} when the browser can't be started or the web app does not let it in */
  async join(count: number): Promise<void> {
    this.#browser = await launchChromium();
    for (let i = 1; i <= count; i++) {
      await this.#enter(this.#browser, `Chromium ${i}`);
    }
    this.#frames = await this.#decodedFrames();
    this.#startedAt = performance.now();
  }

  async figures(): Promise<ChromiumFigures> {
    const seconds = (performance.now() - this.#startedAt) / 1_000;
    return {
      joined: this.#pages.length,
      join: percentiles(this.#joins),
      firstFrame: percentiles(this.#firstFrames),
      framesPerSecond: ((await this.#decodedFrames()) - this.#frames) / seconds / Math.max(1, this.#pages.length),
    };
  }

  async close(): Promise<void> {
    await this.#browser?.close();
  }

  async #enter(browser: Browser, name: string): Promise<void> {
    const page = await visit(browser, this.#url);
    const joinedIn = await enter(page, name);
    const clickedAt = performance.now() - joinedIn;
    this.#joins.push(joinedIn);
    this.#pages.push(page);
    if (this.#pages.length === 1) {
      // Nobody is there yet whose picture this one could see.
      return;
    }
    // One's own picture is a video too: the first of another person is the second.
    await page.waitForFunction(
      () => [...document.querySelectorAll('video')]
        .filter((video) => video.getVideoPlaybackQuality().totalVideoFrames > 0).length > 1,
      undefined,
      { timeout: FIRST_FRAME_TIMEOUT_MS },
    ).then(() => this.#firstFrames.push(performance.now() - clickedAt), () => undefined);
  }

  async #decodedFrames(): Promise<number> {
    const counts = await Promise.all(this.#pages.map((page) => page.evaluate(() =>
      [...document.querySelectorAll('video')]
        .reduce((sum, video) => sum + video.getVideoPlaybackQuality().totalVideoFrames, 0))));
    return counts.reduce((sum, count) => sum + count, 0);
  }
}
