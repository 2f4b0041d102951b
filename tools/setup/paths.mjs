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
  // The XDG specification says to ignore relative paths.
  const configured = process.env['XDG_CACHE_HOME'];
  const base = configured?.startsWith('/') ? configured : join(homedir(), '.cache');
  return join(base, 'plenary');
}
