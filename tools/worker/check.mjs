import { spawn } from 'node:child_process';

/** What the worker exits with when MEDIASOUP_VERSION is missing: proof that it loads and runs here. */
const EXIT_WITHOUT_VERSION = 41;

/**
 * Whether a mediasoup-worker binary runs on this machine: right architecture, all shared libraries present.
 *
 * @param {string} binary
 * @returns {Promise<boolean>}
 */
export function workerRuns(binary) {
  return new Promise((resolve) => {
    const child = spawn(binary, [], { env: {}, stdio: 'ignore', timeout: 10_000 });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === EXIT_WITHOUT_VERSION));
  });
}
