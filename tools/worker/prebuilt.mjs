import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { note } from '../setup/say.mjs';
import { run } from '../setup/run.mjs';

const ANSWER_LIMIT_MS = 20_000;
const DOWNLOAD_LIMIT_MS = 300_000;
const POLL_MS = 250;

/**
 * Lets mediasoup's own install script download the worker that upstream built for this platform. The script
 * knows where it is, checks that it runs here, and would otherwise start a build that downloads more.
 *
 * @param {object} options
 * @param {string} options.node
 * @param {string} options.packageFolder
 * @param {import('node:stream').Writable} options.log
 * @returns {Promise<string | undefined>} the binary inside the package, undefined when it cannot be had
 */
export async function downloadPrebuilt({ node, packageFolder, log }) {
  if (process.env['MEDIASOUP_SKIP_WORKER_PREBUILT_DOWNLOAD']) return undefined;
  note('asking for the prebuilt one');
  const made = join(packageFolder, 'worker', 'out');
  const released = join(made, 'Release');
  rmSync(made, { recursive: true, force: true });

  // The script makes the release folder when the server has answered: before that, a host that swallows our
  // packets would keep us waiting for minutes; after it, a slow line deserves patience.
  const giveUp = new AbortController();
  const since = Date.now();
  const watch = setInterval(() => {
    const limit = existsSync(released) ? DOWNLOAD_LIMIT_MS : ANSWER_LIMIT_MS;
    if (Date.now() - since > limit) giveUp.abort();
  }, POLL_MS);
  try {
    await run(node, ['npm-scripts.mjs', 'postinstall'], {
      cwd: packageFolder,
      env: downloadOnlyEnv(),
      log,
      signal: giveUp.signal,
    });
  } catch {
    rmSync(made, { recursive: true, force: true });
    return undefined;
  } finally {
    clearInterval(watch);
  }
  const binary = join(released, process.platform === 'win32' ? 'mediasoup-worker.exe' : 'mediasoup-worker');
  return existsSync(binary) ? binary : undefined;
}

function downloadOnlyEnv() {
  const { MEDIASOUP_LOCAL_DEV: _local, npm_package_resolved: _resolved, ...env } = process.env;
  // After a failed download the script builds with $PYTHON -m pip and Meson. A "Python" that fails at once
  // ends it there: our own build follows.
  return { ...env, PYTHON: 'false' };
}
