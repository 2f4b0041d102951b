import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { tellPagesOf } from './open-pages.ts';
import { watchMedia } from './page-probes.ts';

/**
 * Debian's Chromium with a moving test picture as camera and a beep each second as microphone.
 * @param options.fps frames a second of the test picture; few where many people share a small machine
 * @param options.devices how many cameras there are
 * @param options.microphone a WAV file to hear instead of the beep
 * @param options.inside makes of the browser's path one that starts it elsewhere, in a network of its own for instance
 * @param options.trusted an origin without TLS that gets camera and microphone all the same
 */
export async function launchBrowser(
  options: { fps?: number; devices?: number; microphone?: string; inside?: (program: string) => string; trusted?: string } = {},
): Promise<Browser> {
  const fake = [['fps', options.fps], ['device-count', options.devices]].flatMap(([name, value]) => value === undefined ? [] : [`${name}=${value}`]);
  const program = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  const browser = await chromium.launch({
    executablePath: options.inside?.(program) ?? program,
    args: [
      '--no-sandbox',
      `--use-fake-device-for-media-stream${fake.length === 0 ? '' : `=${fake.join()}`}`,
      '--use-fake-ui-for-media-stream',
      ...(options.microphone === undefined ? [] : [`--use-file-for-fake-audio-capture=${options.microphone}`]),
      ...(options.trusted === undefined ? [] : [`--unsafely-treat-insecure-origin-as-secure=${options.trusted}`]),
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-quic',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
  tellPagesOf(browser);
  return browser;
}

export interface PersonOptions {
  readonly viewport?: { width: number; height: number };
  readonly locale?: string;
  /** Lets the test run what the page's policy does not. */
  readonly bypassPolicy?: boolean;
  /** Runs in the page before its own scripts. */
  readonly init?: (page: Page) => Promise<void>;
}

export interface Person {
  readonly name: string;
  readonly page: Page;
  readonly context: BrowserContext;
}

/** What a page is allowed from the start. Firefox takes its answer from its own settings. */
export function permissionsIn(browser: Browser): string[] {
  return browser.browserType().name() === 'firefox' ? [] : ['camera', 'microphone'];
}

/** Opens the meeting in a profile of its own, up to the prejoin page. */
export async function arrive(browser: Browser, link: string, name: string, options: PersonOptions = {}): Promise<Person> {
  const context = await browser.newContext({
    viewport: options.viewport ?? { width: 1280, height: 720 },
    locale: options.locale ?? 'en-US',
    bypassCSP: options.bypassPolicy ?? false,
    permissions: permissionsIn(browser),
  });
  const page = await context.newPage();
  await page.addInitScript(watchMedia);
  await options.init?.(page);
  await page.goto(link);
  return { name, page, context };
}

/** Opens the meeting and joins it under a name, with camera and microphone on. */
export async function meet(browser: Browser, link: string, name: string, options: PersonOptions = {}): Promise<Person> {
  const person = await arrive(browser, link, name, options);
  await join(person);
  return person;
}

export async function join({ page, name }: Person): Promise<void> {
  await write(page.getByRole('textbox', { name: 'Your name' }), name);
  await page.getByRole('button', { name: 'Join now' }).click();
  await page.getByRole('button', { name: 'Leave' }).waitFor();
}

/** Writes into a field as a person does, key by key: what Playwright fills in, React does not notice in Firefox. */
export async function write(field: Locator, text: string): Promise<void> {
  await field.press('ControlOrMeta+a');
  await field.pressSequentially(text);
}
