import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

interface Entry {
  readonly version?: string;
  /** One of this repository. */
  readonly link?: boolean;
  /** Comes inside of another package, under its hash. */
  readonly inBundle?: boolean;
  readonly integrity?: string;
}

interface Lock {
  readonly packages: Readonly<Record<string, Entry>>;
}

const lock = JSON.parse(readFileSync(new URL('../../../package-lock.json', import.meta.url), 'utf8')) as Lock;

/** Below these are versions with weaknesses that are known. */
const AT_LEAST: Readonly<Record<string, string>> = {
  'engine.io': '6.6.10',
  'socket.io-parser': '4.2.7',
  ws: '8.21.0',
  mediasoup: '3.27.0',
  next: '16.4.0',
  express: '5.1.0',
  jose: '6.0.0',
};

const numbers = (version: string): number[] => version.split(/[.-]/u).slice(0, 3).map(Number);

function isAtLeast(version: string, least: string): boolean {
  const [have, want] = [numbers(version), numbers(least)];
  const first = have.findIndex((value, i) => value !== want[i]);
  return first === -1 || (have[first] ?? 0) > (want[first] ?? 0);
}

test.each(Object.entries(AT_LEAST))('every %s that is installed is %s or newer', (name, least) => {
  const installed = Object.entries(lock.packages)
    .filter(([path]) => path === `node_modules/${name}` || path.endsWith(`/node_modules/${name}`))
    .map(([, { version }]) => version ?? '');
  expect(installed.length).toBeGreaterThan(0);
  expect(installed.filter((version) => !isAtLeast(version, least))).toEqual([]);
});

test('versions are compared by their numbers', () => {
  expect([isAtLeast('3.27.1', '3.27.0'), isAtLeast('8.9.9', '8.21.0'), isAtLeast('10.0.0', '9.9.9')]).toEqual([true, false, true]);
});

test('installing runs no script of a package, and each package is held by its hash', () => {
  expect(readFileSync(new URL('../../../.npmrc', import.meta.url), 'utf8')).toMatch(/^ignore-scripts=true$/mu);
  const unheld = Object.entries(lock.packages)
    .filter(([path, { link, integrity, inBundle }]) => path.includes('node_modules/') && !link && !inBundle && integrity === undefined);
  expect(unheld.map(([path]) => path)).toEqual([]);
});
