import { existsSync } from 'node:fs';
import { ensurePackages } from '../setup/apt.mjs';
import { Problem, progressLine } from '../setup/say.mjs';

const DEBIANS = '/usr/bin/chromium';

/** Folders of tests that drive a browser over the built web app. */
const BROWSER_TESTS = /(^|\/)tests\/?$|(^|\/)(e2e|faults)(\/|$)/;

/**
 * Whether the tests that these jest arguments choose need a browser. Without a path, jest runs all of them.
 *
 * @param {string[]} args
 */
export function needsBrowser(args) {
  const paths = args.filter((arg) => /^(\.?\.?\/)*tests(\/|$)/.test(arg));
  return paths.length === 0 || paths.some((path) => BROWSER_TESTS.test(path));
}

/**
 * The Chromium for the tests: the one that CHROMIUM_PATH names, or Debian's, installed when it is missing.
 *
 * @returns {Promise<string>} its path
 * @throws {Problem} when there is none and it cannot be installed
 */
export async function ensureChromium() {
  const chosen = process.env['CHROMIUM_PATH'];
  if (chosen && existsSync(chosen)) return chosen;
  if (chosen) throw new Problem(`CHROMIUM_PATH names ${chosen}, which is not there.`);
  if (existsSync(DEBIANS)) return DEBIANS;

  const progress = progressLine('chromium');
  // Without any font, pages have no text, and what the tests look for is not there.
  await ensurePackages(['chromium', 'fonts-liberation'], {
    purpose: 'the tests in a browser',
    otherwise: [
      'Or set CHROMIUM_PATH to an installed Chromium or Chrome,',
      'or run only tests without a browser: npm test -- tests/unit',
    ],
    onLine: (line) => progress.update(line),
  }).finally(() => progress.end());
  if (!existsSync(DEBIANS))
    throw new Problem(`The package chromium was installed, but ${DEBIANS} is not there.`);
  return DEBIANS;
}
