import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { hashOf } from './hash.mjs';
import { modules, root } from './paths.mjs';
import { CommandFailed, run } from './run.mjs';
import { Problem, step } from './say.mjs';

/** Inside node_modules, so that removing the folder removes the claim that it is complete. */
const stampFile = join(modules, '.plenary-installed');

const wantedStamp = () => hashOf(root, ['package-lock.json'], [process.platform, process.arch]);

/** Whether node_modules is what package-lock.json asks for, as far as the last installation tells. */
export const areDependenciesInstalled = () =>
  existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wantedStamp();

// `npm ci` would be the usual choice, but it refuses a lockfile that lacks an optional package of some
// platform, and a registry need not have them all. `npm install` takes the versions and checks the hashes of
// the lockfile just the same, and with --no-save it leaves the file alone.
const INSTALL = ['install', '--no-save', '--loglevel=error'];

/**
 * Installs the dependencies that package-lock.json names, when it changed since the last time.
 *
 * @throws {Problem} when npm fails
 */
export async function installDependencies() {
  if (areDependenciesInstalled()) return;
  step('Installing dependencies');
  const { command, args } = npm();
  // The log level: npm warns about the engines of single packages, which misleads, as the pinned Node.js runs
  // them.
  try {
    await run(command, [...args, ...INSTALL], { cwd: root, env: outsideEnv(), inherit: true });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new Problem('npm could not install the dependencies.', [
      'Its own words are above. If the registry could not be reached, check the network and npm’s settings:',
      '  npm config get registry',
      ...(error.output ? [error.output] : []),
    ]);
  }
  writeFileSync(stampFile, wantedStamp());
}

// An npm script runs with node_modules/.bin first on the PATH, so "node" may be the very binary that npm is
// about to replace. npm itself must run on the Node.js from outside.

function outsideEnv() {
  const path = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !folder.endsWith(join('node_modules', '.bin')))
    .join(delimiter);
  return { ...process.env, PATH: path };
}

/** The npm that runs us when there is one, so that nobody gets a second version of it. */
function npm() {
  const script = process.env['npm_execpath'];
  const node = process.env['npm_node_execpath'];
  if (script && node && basename(script) === 'npm-cli.js' && !node.startsWith(modules)) {
    return { command: node, args: [script] };
  }
  return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [] };
}
