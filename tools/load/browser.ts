import { chromium, type Browser, type Page } from 'playwright-core';

export interface BrowserOptions {
  /** Frames a second of the camera's test picture; Chromium's own choice where it is left out. */
  readonly fps?: number;
}

/**
 * Debian's Chromium, or that of CHROMIUM_PATH, with a moving test picture as camera and a beep as microphone.
 * @throws {Error} when it can't be started
 */
export async function launchChromium({ fps }: BrowserOptions = {}): Promise<Browser> {
  return await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    // Ctrl-C is for the tool, which then closes the browser.
    handleSIGINT: false,
    args: [
      '--no-sandbox',
      `--use-fake-device-for-media-stream${fps === undefined ? '' : `=fps=${fps}`}`,
      '--use-fake-ui-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
}

export interface VisitOptions {
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Runs in the page before its own scripts. */
  readonly init?: () => void;
}

/** Opens a room's page in a profile of its own, up to the preview. @param url of the room */
export async function visit(browser: Browser, url: string, { viewport, init }: VisitOptions = {}): Promise<Page> {
  const context = await browser.newContext({
    locale: 'en-US',
    permissions: ['camera', 'microphone'],
    ...(viewport === undefined ? {} : { viewport }),
  });
  const page = await context.newPage();
  if (init !== undefined) {
    await page.addInitScript(init);
  }
  await page.goto(url);
  return page;
}

/** Joins from the preview, camera and microphone on. @returns milliseconds until the call's own page stood */
export async function enter(page: Page, name: string): Promise<number> {
  await page.getByRole('textbox', { name: 'Your name' }).fill(name);
  const clickedAt = performance.now();
  await page.getByRole('button', { name: 'Join now' }).click();
  await page.getByRole('button', { name: 'Leave' }).waitFor();
  return performance.now() - clickedAt;
}
