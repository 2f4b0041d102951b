import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashOf } from '../setup/hash.mjs';
import { cacheFolder, modules } from '../setup/paths.mjs';
import { Problem } from '../setup/say.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** The installed mediasoup package, with the worker's source in it. */
export const mediasoupFolder = join(modules, 'mediasoup');

/** What decides how a worker built here turns out. */
const INPUTS = ['subprojects', 'pch', 'build.mjs', 'libsrtp.mjs', 'source.mjs'];

/**
 * The installed version of mediasoup.
 *
 * @throws {Problem} when it is older than 3.27: npm on an old Node.js is known to pick 3.19 in silence
 */
export function mediasoupVersion() {
  /** @type {{ version: string }} */
  const { version } = JSON.parse(readFileSync(join(mediasoupFolder, 'package.json'), 'utf8'));
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major !== 3 || minor < 27) {
    throw new Problem(`mediasoup ${version} is installed; Plenary needs 3.27 or newer.`, [
      'Remove node_modules and start again with an unchanged package-lock.json.',
    ]);
  }
  return version;
}

/** Where the worker of the installed mediasoup is kept on this machine, for all checkouts. */
export function workerFolder() {
  const recipe = hashOf(here, INPUTS).slice(0, 12);
  return join(cacheFolder(), 'worker', `${mediasoupVersion()}-${process.platform}-${process.arch}-${recipe}`);
}
