import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top of the checkout. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Where installed dependencies live; it does not exist on a fresh clone. */
export const modules = join(root, 'node_modules');

/** The web app's folder, from which the Next.js commands run. */
export const webApp = join(root, 'apps', 'web');

/**
 * What is costly to make and the same for every checkout on this machine lives here, outside the checkout:
 * `$XDG_CACHE_HOME/plenary`, by default `~/.cache/plenary`.
 */
export function cacheFolder() {
  return xdgFolder('XDG_CACHE_HOME', '.cache');
}

/**
 * What one run of a server leaves for the next lives here, outside the checkout, so that a new version in another
 * folder finds it: `$XDG_STATE_HOME/plenary`, by default `~/.local/state/plenary`.
 */
export function stateFolder() {
  return xdgFolder('XDG_STATE_HOME', join('.local', 'state'));
}

/**
 * @param {string} variable
 * @param {string} fallback below the home folder
 */
function xdgFolder(variable, fallback) {
  // The XDG specification says to ignore relative paths.
  const configured = process.env[variable];
  const base = configured?.startsWith('/') ? configured : join(homedir(), fallback);
  return join(base, 'plenary');
}
