import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

// What is made by tools, so that a hash over sources stays the same after a build.
const MADE = new Set(['node_modules', '.next', '.turbo', 'dist', 'coverage', 'next-env.d.ts']);

/** @param {string} path @returns {string[]} every file at or below a path, in a fixed order */
function filesBelow(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return [];
  if (!stat.isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => !MADE.has(name) && !name.endsWith('.tsbuildinfo'))
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}

/**
 * A hash over the names and contents of files and folders, short enough for a folder's name.
 *
 * @param {string} base The folder to which names are taken as relative, so that moving it changes nothing.
 * @param {string[]} paths Files or folders, relative to `base`; missing ones count as empty.
 * @param {string[]} [extra] Other things on which the result depends.
 */
export function hashOf(base, paths, extra = []) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap((path) => filesBelow(join(base, path)))) {
    hash
      .update(`${relative(base, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  for (const item of extra) hash.update(`${item}\0`);
  return hash.digest('hex').slice(0, 16);
}
