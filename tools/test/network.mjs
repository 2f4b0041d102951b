// Tests that break networks, and the relay that they go through.
import { ensurePackages, missingPackages, hasApt } from '../setup/apt.mjs';
import { progressLine, warn } from '../setup/say.mjs';
import { succeeds } from '../setup/run.mjs';

const PACKAGES = ['coturn', 'iproute2', 'nftables', 'procps', 'python3'];

/** Folders of tests that need them. */
const NETWORK_TESTS = /(^|\/)tests\/?$|(^|\/)faults(\/|$)/;

/**
 * Whether the tests that these jest arguments choose break networks. Without a path, jest runs all of them.
 *
 * @param {string[]} args
 */
export function needsNetwork(args) {
  const paths = args.filter((arg) => /^(\.?\.?\/)*tests(\/|$)/.test(arg));
  return paths.length === 0 || paths.some((path) => NETWORK_TESTS.test(path));
}

/**
 * Makes sure that Debian's network tools and its TURN server are there. Without root's rights no network can be made
 * and those tests are skipped, so then nothing is asked for.
 *
 * @throws {import('../setup/say.mjs').Problem} when they can't be installed
 */
export async function ensureNetworkTools() {
  if (process.getuid?.() !== 0) {
    warn('Not root: the tests that break networks are skipped.');
    return;
  }
  const before = hasApt() ? await missingPackages(PACKAGES) : [];
  const progress = progressLine('network tools');
  await ensurePackages(PACKAGES, {
    purpose: 'the tests that break networks',
    otherwise: ['Or run only tests without: npm test -- tests/unit'],
    onLine: (line) => progress.update(line),
  }).finally(() => progress.end());
  // Debian starts the service with its package; the tests want the program, and nobody a relay they did not ask for.
  if (before.includes('coturn')) await succeeds('systemctl', ['disable', '--now', 'coturn']);
}
