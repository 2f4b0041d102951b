import { join } from 'node:path';
import { obtainWorker } from '../worker/obtain.mjs';
import { installDependencies } from './dependencies.mjs';
import { runtimeEnv } from './env.mjs';
import { hashOf } from './hash.mjs';
import { withLock } from './lock.mjs';
import { cacheFolder, root } from './paths.mjs';
import { findNode } from './runtime.mjs';

/**
 * What is needed to run Plenary's processes.
 *
 * @typedef {object} Runtime
 * @property {string} node The Node.js to run them with.
 * @property {string} worker The mediasoup-worker binary.
 * @property {NodeJS.ProcessEnv} env The environment to run them in.
 */

/**
 * Brings a checkout to the state in which Plenary runs: dependencies, runtime, mediasoup-worker. Each part is
 * skipped when it is there, so a second call takes a fraction of a second.
 *
 * @returns {Promise<Runtime>}
 * @throws {import('./say.mjs').Problem} with words on what to do
 */
export async function setUp() {
  const lock = join(cacheFolder(), 'locks', `checkout-${hashOf(root, [], [root])}`);
  await withLock(lock, 'another set-up of this checkout', installDependencies);
  const node = await findNode();
  const worker = await obtainWorker(node);
  return { node, worker, env: runtimeEnv({ worker }) };
}
