import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 200;
const ANSWER_LIMIT_MS = 30_000;

/** @param {string} url @param {string} path */
const get = (url, path) =>
  fetch(`${url}${path}`, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS), redirect: 'manual' });

/**
 * Whether Plenary's server at this URL says that it is ready.
 *
 * @param {string} url
 */
export const isReady = (url) =>
  get(url, '/readyz').then(
    (answer) => answer.ok,
    () => false,
  );

/** Whether the URL gives a page. @param {string} url */
const givesPage = (url) =>
  get(url, '/').then(
    (answer) =>
      answer.status < 400 && (answer.headers.get('content-type') ?? 'text/html').includes('text/html'),
    () => false,
  );

/**
 * Waits until the server is ready and the page comes through it.
 *
 * @param {string} url
 * @param {number} limitMs
 * @returns {Promise<boolean>} false when the time is over
 */
export const waitUntilReady = (url, limitMs) =>
  waitUntil(async () => (await isReady(url)) && (await givesPage(url)), limitMs);

/**
 * Waits until the web app alone, without the server before it, gives a page.
 *
 * @param {string} url
 * @param {number} limitMs
 * @returns {Promise<boolean>} false when the time is over
 */
export const waitUntilPage = (url, limitMs) => waitUntil(() => givesPage(url), limitMs);

/**
 * @param {() => Promise<boolean>} condition
 * @param {number} limitMs
 */
async function waitUntil(condition, limitMs) {
  const end = Date.now() + limitMs;
  while (Date.now() < end) {
    if (await condition()) return true;
    await sleep(POLL_MS, undefined, { ref: false });
  }
  return false;
}
