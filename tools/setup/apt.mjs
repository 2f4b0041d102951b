// Debian packages: which are missing, and installing them with as few rights as it takes.
import { existsSync } from 'node:fs';
import { Problem, step } from './say.mjs';
import { CommandFailed, run, succeeds } from './run.mjs';

/** Whether this machine has Debian's package tools. */
export const hasApt = () => existsSync('/usr/bin/apt-get') && existsSync('/usr/bin/dpkg-query');

/**
 * @param {string[]} names
 * @returns {Promise<string[]>} those that are not installed
 */
export async function missingPackages(names) {
  const states = await Promise.all(
    names.map((name) => run('dpkg-query', ['-W', '-f', '${db:Status-Status}\n', name]).catch(() => '')),
  );
  return names.filter((_, index) => !states[index]?.split('\n').includes('installed'));
}

/**
 * Makes sure that Debian packages are installed. Does nothing, and needs no rights, when they are.
 *
 * @param {string[]} names
 * @param {object} options
 * @param {string} options.purpose What they are for, e.g. "building mediasoup-worker".
 * @param {string[]} [options.otherwise] What a person can do instead of installing them.
 * @param {import('node:stream').Writable} [options.log]
 * @param {(line: string) => void} [options.onLine]
 * @throws {Problem} when they are missing and cannot be installed
 */
export async function ensurePackages(names, { purpose, otherwise = [], log, onLine }) {
  if (!hasApt()) {
    throw new Problem(`For ${purpose}, Debian packages are needed, and this is not a Debian-like system.`, [
      `The packages: ${names.join(' ')}`,
      ...otherwise,
    ]);
  }
  const missing = await missingPackages(names);
  if (missing.length === 0) return;

  const counted = missing.length === 1 ? 'one Debian package' : `${missing.length} Debian packages`;
  const asRoot = await rootCommand();
  if (!asRoot) {
    throw new Problem(`To install ${counted} for ${purpose}, root's rights are needed.`, [
      'Run this once as root, then start again:',
      `  apt-get update && apt-get install -y --no-install-recommends ${missing.join(' ')}`,
      ...otherwise,
    ]);
  }

  step(`Installing ${counted} for ${purpose}`);
  const [command, ...before] = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'];
  const options = ['-y', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3'];
  /** @param {string[]} args */
  const apt = (args) =>
    // Ending dpkg halfway leaves the system's package database in need of repair.
    run(/** @type {string} */ (command), [...before, ...args], { log, onLine, outlive: true });

  // Lists may be absent (a fresh container) or old. One unreachable third-party source must not stop us here;
  // if it mattered, the installation says so.
  await apt(['update', ...options]).catch(() => '');
  try {
    await apt(['install', ...options, '--no-install-recommends', ...missing]);
  } catch (error) {
    const output = error instanceof CommandFailed ? error.output : String(error);
    throw new Problem(`apt-get could not install the packages for ${purpose}.`, [
      ...output.split('\n').filter((line) => /^(E|Err|W):/.test(line)),
      `The packages: ${missing.join(' ')}`,
      ...otherwise,
    ]);
  }
}

/** @returns {Promise<string[] | undefined>} what to put before a command to run it as root, if there is a way */
async function rootCommand() {
  if (process.getuid?.() === 0) return [];
  if (await succeeds('sudo', ['-n', 'true'])) return ['sudo', '-n'];
  // With a person at the terminal, sudo may ask for the password now; apt-get then runs without asking.
  if (!process.stdin.isTTY) return undefined;
  return run('sudo', ['-v'], { inherit: true }).then(
    () => ['sudo', '-n'],
    () => undefined,
  );
}
