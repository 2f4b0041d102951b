import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { needsFfmpeg } from '../../../tools/setup/ffmpeg.mjs';
import { hashOf } from '../../../tools/setup/hash.mjs';
import { withLock } from '../../../tools/setup/lock.mjs';
import { isRecentEnough } from '../../../tools/setup/runtime.mjs';
import { needsBrowser, needsFirefox } from '../../../tools/test/browser.mjs';
import { needsNetwork } from '../../../tools/test/network.mjs';
import { inParts } from '../../../tools/test/parts.mjs';
import { closingLine } from '../../../tools/test/summary.mjs';
import { asSourceLines, asSourceStanzas } from '../../../tools/worker/libsrtp.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plenary-tools-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('withLock', () => {
  test('lets one work at a time', async () => {
    const file = join(folder, 'lock');
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 20));
      inside--;
    };
    await Promise.all([withLock(file, 'a', work), withLock(file, 'b', work)]);
    expect(most).toBe(1);
  });

  test('is released when the work fails', async () => {
    const file = join(folder, 'lock');
    const failing = withLock(file, 'a', () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    await expect(withLock(file, 'b', () => Promise.resolve('done'))).resolves.toBe('done');
  });

  test('takes over from a process that was killed', async () => {
    const gone = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await new Promise((resolve) => gone.once('exit', resolve));
    const file = join(folder, 'lock');
    writeFileSync(file, `${hostname()} ${gone.pid}`);
    await expect(withLock(file, 'a', () => Promise.resolve('done'))).resolves.toBe('done');
  });
});

describe('hashOf', () => {
  test('changes with contents and names, not with what a build makes', () => {
    mkdirSync(join(folder, 'app'));
    writeFileSync(join(folder, 'app', 'a.ts'), '1');
    const before = hashOf(folder, ['app', 'missing']);
    mkdirSync(join(folder, 'app', '.next'));
    writeFileSync(join(folder, 'app', '.next', 'made.js'), 'x');
    writeFileSync(join(folder, 'app', 'next-env.d.ts'), 'x');
    expect(hashOf(folder, ['app', 'missing'])).toBe(before);
    writeFileSync(join(folder, 'app', 'a.ts'), '2');
    expect(hashOf(folder, ['app', 'missing'])).not.toBe(before);
  });
});

test('Node.js is recent enough from 22.18 on', () => {
  expect(['v20.20.2', 'v22.17.1', 'v22.18.0', 'v24.0.0'].map(isRecentEnough)).toEqual([
    false,
    false,
    true,
    true,
  ]);
});

describe('package sources are asked for source packages', () => {
  test('in the format of stanzas', () => {
    const stanza = 'Types: deb\nURIs: http://mirror.test/debian\nSuites: bookworm\n';
    expect(asSourceStanzas(stanza)).toBe(stanza.replace('Types: deb', 'Types: deb-src'));
  });

  test('in the format of lines', () => {
    const lines =
      '# mirror\ndeb [arch=amd64] http://mirror.test/debian bookworm main\ndeb-src http://mirror.test x y\n';
    expect(asSourceLines(lines)).toBe('deb-src [arch=amd64] http://mirror.test/debian bookworm main\n');
  });
});

test('only tests of the browser need one', () => {
  expect(needsBrowser([])).toBe(true);
  expect(needsBrowser(['-t', 'name'])).toBe(true);
  expect(needsBrowser(['tests'])).toBe(true);
  expect(needsBrowser(['tests/unit', 'tests/e2e/meeting.test.ts'])).toBe(true);
  expect(needsBrowser(['tests/unit'])).toBe(false);
  expect(needsBrowser(['./tests/signaling/', '--verbose'])).toBe(false);
});

test('only tests of Firefox need it', () => {
  expect(needsFirefox([])).toBe(true);
  expect(needsFirefox(['tests/e2e/'])).toBe(true);
  expect(needsFirefox(['tests/e2e/firefox.test.ts'])).toBe(true);
  expect(needsFirefox(['tests/e2e/meeting.test.ts', 'tests/faults'])).toBe(false);
  expect(needsFirefox(['tests/unit'])).toBe(false);
});

test('only tests that send something out need ffmpeg', () => {
  expect(needsFfmpeg([])).toBe(true);
  expect(needsFfmpeg(['tests/media/hls'])).toBe(true);
  expect(needsFfmpeg(['tests/e2e'])).toBe(true);
  expect(needsFfmpeg(['tests/unit', 'tests/regressions'])).toBe(false);
});

test('network tools are brought only for tests that break networks, and those need a browser too', () => {
  expect(needsNetwork([])).toBe(true);
  expect(needsNetwork(['tests/faults/f10'])).toBe(true);
  expect(needsNetwork(['tests/e2e', 'tests/unit'])).toBe(false);
  expect(needsBrowser(['tests/faults'])).toBe(true);
});

describe('the closing line', () => {
  const lineFor = (result: object) => {
    const file = join(folder, 'result.json');
    writeFileSync(file, JSON.stringify(result));
    return closingLine(file);
  };

  test('counts tests, and files that do not load as failures', () => {
    expect(lineFor({ numPassedTests: 5, numFailedTests: 0 })).toBe('tests: 5 passed, 0 failed');
    expect(
      lineFor({ numPassedTests: 5, numFailedTests: 1, numRuntimeErrorTestSuites: 2, numPendingTests: 3 }),
    ).toBe('tests: 5 passed, 3 failed, 3 skipped');
  });

  test('is a failure when jest gave no result', () => {
    expect(closingLine(join(folder, 'none.json'))).toBe('tests: 0 passed, 1 failed');
  });
});

test('files are run in parts, each in one of them, and alone unless said otherwise', () => {
  const paths = [
    '/here/tests/unit/sfu/door.test.ts',
    '/here/tests/e2e/host-rights.test.ts',
    '/here/tests/e2e/encryption.test.ts',
    '/here/tests/faults/f99-new.test.ts',
    '/here/tests/regressions/some.test.ts',
  ];
  const parts = inParts(paths.map((path) => ({ path })));
  expect(parts.map((part) => part.map(({ path }) => path))).toEqual([
    [paths[0], paths[4]],
    [paths[1]],
    [paths[2], paths[3]],
  ]);
});
