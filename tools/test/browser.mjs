import { existsSync } from 'node:fs';
import { ensurePackages } from '../setup/apt.mjs';
import { Problem, progressLine } from '../setup/say.mjs';

/** Folders of tests that drive a browser over the built web app. */
const BROWSER_TESTS = /(^|\/)tests\/?$|(^|\/)(e2e|faults)(\/|$)/;

/** Those that need Firefox beside Chromium. */
const FIREFOX_TESTS = /(^|\/)tests\/?$|(^|\/)e2e\/?$|(^|\/)e2e\/firefox/;

/**
 * Whether the tests that these jest arguments choose need a browser. Without a path, jest runs all of them.
 *
 * @param {string[]} args
 */
export const needsBrowser = (args) => chooses(args, BROWSER_TESTS);

/**
 * Whether they need Firefox too.
 *
 * @param {string[]} args
 */
export const needsFirefox = (args) => chooses(args, FIREFOX_TESTS);

/**
 * @param {string[]} args
 * @param {RegExp} tests
 */
function chooses(args, tests) {
  const paths = args.filter((arg) => /^(\.?\.?\/)*tests(\/|$)/.test(arg));
  return paths.length === 0 || paths.some((path) => tests.test(path));
}

/**
 * The Chromium for the tests: the one that CHROMIUM_PATH names, or Debian's, installed when it is missing.
 *
 * @returns {Promise<string>} its path
 * @throws {Problem} when there is none and it cannot be installed
 */
export const ensureChromium = () =>
  // Without any font, pages have no text, and what the tests look for is not there.
  ensureBrowser({ name: 'Chromium or Chrome', variable: 'CHROMIUM_PATH', packages: ['chromium', 'fonts-liberation'] });

/**
 * The Firefox for the tests: the one that FIREFOX_PATH names, or Debian's, installed when it is missing.
 *
 * @returns {Promise<string>} its path
 * @throws {Problem} when there is none and it cannot be installed
 */
export const ensureFirefox = () =>
  ensureBrowser({ name: 'Firefox', variable: 'FIREFOX_PATH', packages: ['firefox-esr', 'fonts-liberation'] });

/**
 * @param {object} browser
 * @param {string} browser.name What people call it.
 * @param {string} browser.variable The environment variable that can name its path.
 * @param {[string, ...string[]]} browser.packages Debian's, first the one that has a program of its own name.
 */
async function ensureBrowser({ name, variable, packages }) {
  const chosen = process.env[variable];
  if (chosen && existsSync(chosen)) return chosen;
  if (chosen) throw new Problem(`${variable} names ${chosen}, which is not there.`);
  const [program] = packages;
  const debians = `/usr/bin/${program}`;
  if (existsSync(debians)) return debians;

  const progress = progressLine(program);
  await ensurePackages(packages, {
    purpose: 'the tests in a browser',
    otherwise: [
      `Or set ${variable} to an installed ${name},`,
      'or run only tests without a browser: npm test -- tests/unit',
    ],
    onLine: (line) => progress.update(line),
  }).finally(() => progress.end());
  if (!existsSync(debians)) throw new Problem(`The package ${program} was installed, but ${debians} is not there.`);
  return debians;
}
