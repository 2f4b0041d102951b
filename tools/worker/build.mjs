import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { ensurePackages } from '../setup/apt.mjs';
import { CommandFailed, run } from '../setup/run.mjs';
import { Problem, progressLine } from '../setup/say.mjs';
import { buildLibsrtp } from './libsrtp.mjs';
import { prepareSource } from './source.mjs';

/** Compiler and libraries, as Debian 12 and its relatives name them. */
const PACKAGES = [
  'g++',
  'meson',
  'ninja-build',
  'pkg-config',
  'libssl-dev',
  'libuv1-dev',
  'libabsl-dev',
  'libflatbuffers-dev',
  'flatbuffers-compiler',
];

const OTHERWISE = [
  'Or let this machine reach the releases page of mediasoup, where there are prebuilt ones,',
  'or set MEDIASOUP_WORKER_BIN to a mediasoup-worker from elsewhere.',
];

const MEMORY_PER_JOB = 1024 ** 3;
const WORK_PREFIX = 'build-';

/**
 * Builds mediasoup-worker from the source inside the npm package, against Debian's libraries.
 *
 * @param {object} options
 * @param {string} options.packageFolder The installed mediasoup package.
 * @param {string} options.folder Where to work; what earlier builds left here is removed.
 * @param {import('node:stream').Writable} options.log Gets what the commands print.
 * @param {(binary: string) => Promise<string>} keep Takes the binary before the rest is cleared away.
 * @returns {Promise<string>} what `keep` answers
 * @throws {Problem} when something is missing or a command fails
 */
export async function buildWorker({ packageFolder, folder, log }, keep) {
  const progress = progressLine('mediasoup-worker');
  await ensurePackages(PACKAGES, {
    purpose: 'building mediasoup-worker',
    otherwise: OTHERWISE,
    log,
    onLine: (line) => progress.update(line),
  }).finally(() => progress.end());

  for (const left of readdirSync(folder).filter((name) => name.startsWith(WORK_PREFIX))) {
    rmSync(join(folder, left), { recursive: true, force: true });
  }
  const work = mkdtempSync(join(folder, WORK_PREFIX));
  try {
    progress.update('preparing libsrtp');
    const pkgConfig = await buildLibsrtp(join(work, 'libsrtp'), log);
    const source = join(work, 'worker');
    const out = join(work, 'out');
    prepareSource(packageFolder, source);
    progress.update('configuring');
    await run(
      'meson',
      ['setup', out, source, '--wrap-mode=nodownload', '--buildtype=release', '-Db_ndebug=true'],
      {
        log,
        env: { ...process.env, PKG_CONFIG_PATH: pkgConfig },
      },
    );
    await run('ninja', ['-C', out, '-j', String(jobs()), 'mediasoup-worker'], {
      log,
      onLine: (line) => {
        const [, done, all] = /^\[(\d+)\/(\d+)\]/.exec(line) ?? [];
        if (done) progress.update(`compiled ${done} of ${all}`);
      },
    });
    progress.end();
    return await keep(join(out, 'mediasoup-worker'));
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new Problem(`Building mediasoup-worker failed: ${error.message}.`, [
      ...error.output.split('\n').slice(-12),
      `The whole log: ${join(folder, 'setup.log')}`,
      ...OTHERWISE,
    ]);
  } finally {
    progress.end();
    rmSync(work, { recursive: true, force: true });
  }
}

/** One compiler per core and one more while others wait for the disk; each may take up to a gigabyte. */
function jobs() {
  return Math.max(1, Math.min(availableParallelism() + 1, Math.floor(totalmem() / MEMORY_PER_JOB)));
}
