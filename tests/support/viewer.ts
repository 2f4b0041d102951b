import type { Browser, Page } from 'playwright-core';
import { permissionsIn } from './browser.ts';
import { watchCaptures } from './captures.ts';
import { watchGaps } from './gaps.ts';
import { smallCamera, watchMedia } from './page-probes.ts';

declare global {
  interface Window {
    __sockets: WebSocket[];
  }
}

/** Runs in the page before its own scripts: keeps its sockets within the test's reach. */
export function watchSockets(): void {
  window.__sockets = [];
  const Original = window.WebSocket;
  window.WebSocket = class extends Original {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      window.__sockets.push(this);
    }
  };
}

/**
 * Runs in the page before its own scripts: holds sound back until the person clicks, as browsers do. What a test
 * evaluates in a page counts as a click for the browser's own rule, so that can't be relied on here.
 */
function holdSoundBack(): void {
  let clicked = false;
  document.addEventListener('pointerdown', () => (clicked = true), { capture: true });
  const play = HTMLAudioElement.prototype.play;
  HTMLAudioElement.prototype.play = function (this: HTMLAudioElement) {
    if (!clicked && !this.muted) {
      return Promise.reject(new DOMException('', 'NotAllowedError'));
    }
    return play.call(this);
  };
}

export interface ViewOptions {
  readonly viewport?: { width: number; height: number };
  readonly isSoundHeldBack?: boolean;
  /** Runs before the page is opened. */
  readonly init?: (page: Page) => Promise<void>;
}

/** Opens a viewing page in a profile of its own. */
export async function view(
  browser: Browser,
  link: string,
  { viewport = { width: 1280, height: 720 }, isSoundHeldBack = false, init }: ViewOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ viewport, locale: 'en-US', permissions: permissionsIn(browser) });
  const page = await context.newPage();
  for (const script of [watchMedia, watchGaps, smallCamera, watchCaptures, watchSockets, ...(isSoundHeldBack ? [holdSoundBack] : [])]) {
    await page.addInitScript(script);
  }
  await init?.(page);
  await page.goto(link);
  return page;
}

/** Cuts the page's connection to the server. */
export async function cutSocket(page: Page): Promise<void> {
  await page.evaluate(() => window.__sockets.forEach((socket) => socket.close()));
}
