import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, modules, root, webApp } from './paths.mjs';
import { hashOf } from './hash.mjs';
import { withLock } from './lock.mjs';
import { CommandFailed, run } from './run.mjs';
import { Problem, step } from './say.mjs';

/** The command line of Next.js, to be run with our Node.js. */
export const nextCommand = join(modules, 'next', 'dist', 'bin', 'next');

const stampFile = join(webApp, '.next', 'plenary-build');

/** @param {NodeJS.ProcessEnv} env */
function wantedStamp(env) {
  // Next.js puts these variables into the pages when it builds.
  const inlined = Object.entries(env)
    .filter(([name]) => name.startsWith('NEXT_PUBLIC_'))
    .map(([name, value]) => `${name}=${value}`)
    .sort();
  return hashOf(root, ['apps/web', 'packages', 'package-lock.json', 'tsconfig.json'], inlined);
}

/**
 * Builds the web app for production, unless what is there was made from the same sources.
 *
 * @param {{ node: string, env: NodeJS.ProcessEnv }} runtime
 * @throws {Problem} when it does not build
 */
export async function buildWeb({ node, env }) {
  const stamp = wantedStamp(env);
  const isFresh = () => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
  if (isFresh()) return;
  const lock = join(cacheFolder(), 'locks', `web-${hashOf(root, [], [root])}`);
  await withLock(lock, 'another build of the web app', async () => {
    if (isFresh()) return;
    step('Building the web app');
    try {
      await run(node, [nextCommand, 'build'], {
        cwd: webApp,
        env: { ...env, NODE_ENV: 'production' },
        inherit: true,
      });
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      throw new Problem('The web app does not build; its messages are above.');
    }
    writeFileSync(stampFile, stamp);
  });
}
