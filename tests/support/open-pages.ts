import type { Browser, Page } from 'playwright-core';

const browsers = new Set<Browser>();

/** What a failed test tells of a page, in characters of its text and messages of its console. */
const MOST_TEXT = 600;
const MOST_MESSAGES = 12;
/** A page that hangs is not waited for, in milliseconds. */
const PATIENCE_MS = 2_000;

/** From now on a test that fails says what the pages of this browser show. */
export function tellPagesOf(browser: Browser): void {
  browsers.add(browser);
  browser.on('disconnected', () => browsers.delete(browser));
  // Called by tools/test/environment.mjs, which knows nothing of this module.
  (globalThis as { whatPagesShow?: typeof whatPagesShow }).whatPagesShow = whatPagesShow;
}

/** Each open page in words: its address, its text, and what it said in its console. */
async function whatPagesShow(): Promise<string> {
  const pages = [...browsers].flatMap((browser) => browser.contexts()).flatMap((context) => context.pages());
  return (await Promise.all(pages.map(inWords))).join('\n');
}

async function inWords(page: Page): Promise<string> {
  const [text, messages, errors] = await Promise.all([
    soon(page.locator('body').innerText({ timeout: PATIENCE_MS })),
    soon(page.consoleMessages()),
    soon(page.pageErrors()),
  ]);
  return [
    `  ${page.url()}`,
    `    shows: ${typeof text === 'string' ? text.replaceAll(/\s+/gu, ' ').slice(0, MOST_TEXT) : 'no answer'}`,
    ...(messages ?? []).slice(-MOST_MESSAGES).map((message) => `    console, ${message.type()}: ${message.text()}`),
    ...(errors ?? []).map((error) => `    error: ${error.stack ?? error.message}`),
  ].join('\n');
}

async function soon<T>(answer: Promise<T>): Promise<T | null> {
  const { promise, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(resolve, PATIENCE_MS, null);
  return await Promise.race([answer.catch(() => null), promise]).finally(() => clearTimeout(timer));
}
