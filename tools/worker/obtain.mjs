import { chmodSync, copyFileSync, createWriteStream, existsSync, mkdirSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { withLock } from '../setup/lock.mjs';
import { note, Problem, step } from '../setup/say.mjs';
import { buildWorker } from './build.mjs';
import { mediasoupFolder, workerFolder } from './cache.mjs';
import { workerRuns } from './check.mjs';
import { downloadPrebuilt } from './prebuilt.mjs';

const NAME = process.platform === 'win32' ? 'mediasoup-worker.exe' : 'mediasoup-worker';

/**
 * The worker that is there already: the one that MEDIASOUP_WORKER_BIN names, or this machine's cached one.
 * Undefined when there is none or it does not run.
 */
export async function findWorker() {
  const chosen = process.env['MEDIASOUP_WORKER_BIN'];
  const binary = chosen ? resolve(chosen) : join(workerFolder(), NAME);
  return existsSync(binary) && (await workerRuns(binary)) ? binary : undefined;
}

/**
 * Makes sure that there is a mediasoup-worker that runs here, and answers its path. In this order: the one
 * that MEDIASOUP_WORKER_BIN names, the cached one, upstream's prebuilt one, one built from the source in the
 * package.
 *
 * @param {string} node The Node.js that runs the package's own script.
 * @returns {Promise<string>}
 * @throws {Problem} when there is no way to one; its advice says what a person can do
 */
export async function obtainWorker(node) {
  const found = await findWorker();
  if (found) return found;
  const chosen = process.env['MEDIASOUP_WORKER_BIN'];
  if (chosen) {
    throw new Problem(
      `MEDIASOUP_WORKER_BIN names ${chosen}, which is not a mediasoup-worker that runs here.`,
      ['Correct the variable, or unset it to let the set-up obtain the worker.'],
    );
  }
  const folder = workerFolder();
  mkdirSync(folder, { recursive: true });
  return withLock(join(folder, 'lock'), 'another set-up that makes mediasoup-worker', async () => {
    const binary = (await findWorker()) ?? (await makeWorker(node, folder));
    return binary;
  });
}

/** @param {string} node @param {string} folder */
async function makeWorker(node, folder) {
  step('Obtaining mediasoup-worker, the part that forwards audio and video');
  const logFile = join(folder, 'setup.log');
  const log = createWriteStream(logFile);
  try {
    const prebuilt = await downloadPrebuilt({ node, packageFolder: mediasoupFolder, log });
    if (prebuilt) return await keep(prebuilt, folder);
    note('no prebuilt one can be downloaded here; building it (once per machine, some minutes)');
    note(`log: ${logFile}`);
    return await buildWorker({ packageFolder: mediasoupFolder, folder, log }, (built) => keep(built, folder));
  } finally {
    await new Promise((done) => log.end(done));
  }
}

/**
 * Copies a binary into the cache in one atomic step, so that nobody ever sees half of it.
 *
 * @param {string} made
 * @param {string} folder
 */
async function keep(made, folder) {
  if (!(await workerRuns(made))) throw new Problem('The mediasoup-worker that was made does not run here.');
  const part = join(folder, `${NAME}.${process.pid}`);
  copyFileSync(made, part);
  chmodSync(part, 0o755);
  const binary = join(folder, NAME);
  renameSync(part, binary);
  note('mediasoup-worker is there');
  return binary;
}
