// What is installed: Node.js, the dependencies, mediasoup and its worker, the settings.
import { existsSync } from 'node:fs';
import { areDependenciesInstalled } from '../setup/dependencies.mjs';
import { hasFfmpeg } from '../setup/ffmpeg.mjs';
import { modules, root } from '../setup/paths.mjs';
import { CommandFailed, run } from '../setup/run.mjs';
import { findNode } from '../setup/runtime.mjs';
import { Problem } from '../setup/say.mjs';
import { mediasoupVersion } from '../worker/cache.mjs';
import { findWorker } from '../worker/obtain.mjs';

/** @typedef {import('./report.mjs').Finding} Finding */

const SETUP = 'Run: npm run setup   (npm start does it by itself)';

/** @returns {Promise<Finding[]>} */
export async function checkInstall() {
  if (!existsSync(modules)) {
    return [
      {
        status: 'ok',
        check: 'Node.js',
        found: `${process.version}; the set-up brings the one that Plenary runs on`,
      },
      { status: 'fix', check: 'Dependencies', found: 'not installed yet', advice: [SETUP] },
    ];
  }
  const node = await checkNode();
  /** @type {Finding} */
  const dependencies = areDependenciesInstalled()
    ? { status: 'ok', check: 'Dependencies', found: 'installed as package-lock.json says' }
    : {
        status: 'note',
        check: 'Dependencies',
        found: 'installed by other means or for another package-lock.json',
        advice: [SETUP],
      };
  return [node, dependencies, checkMediasoup(), await checkWorker(), await checkFfmpeg(), await checkSettings()];
}

/** @returns {Promise<Finding>} */
async function checkNode() {
  try {
    const path = await findNode();
    const version = (await run(path, ['--version'])).trim();
    return { status: 'ok', check: 'Node.js', found: `${version} runs Plenary (${path})` };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { status: 'fix', check: 'Node.js', found: error.message, advice: error.advice };
  }
}

/** @returns {Finding} */
function checkMediasoup() {
  try {
    return { status: 'ok', check: 'mediasoup', found: mediasoupVersion() };
  } catch (error) {
    const found = error instanceof Problem ? error.message : 'not installed';
    return { status: 'fix', check: 'mediasoup', found, advice: [SETUP] };
  }
}

/** @returns {Promise<Finding>} */
async function checkWorker() {
  const check = 'mediasoup-worker';
  const worker = await findWorker().catch(() => undefined);
  if (worker) return { status: 'ok', check, found: `runs (${worker})` };
  const chosen = process.env['MEDIASOUP_WORKER_BIN'];
  return chosen
    ? {
        status: 'fix',
        check,
        found: `MEDIASOUP_WORKER_BIN names ${chosen}, which does not run here`,
        advice: ['Correct the variable, or unset it to let the set-up obtain the worker.'],
      }
    : { status: 'fix', check, found: 'not there yet', advice: [SETUP] };
}

/** @returns {Promise<Finding>} */
async function checkFfmpeg() {
  const check = 'ffmpeg';
  return (await hasFfmpeg())
    ? { status: 'ok', check, found: 'runs; rooms can be sent out as HLS' }
    : {
        status: 'note',
        check,
        found: 'not installed: rooms can’t be sent out as HLS, everything else works',
        advice: ['With Debian: apt-get install ffmpeg'],
      };
}

/**
 * Lets the server's own code read the settings, so that its words about a wrong one are shown here too.
 *
 * @returns {Promise<Finding>}
 */
async function checkSettings() {
  const check = 'Settings';
  const script = `
    const { readConfig } = await import('./apps/sfu/src/config.ts');
    try { readConfig(process.env); } catch (error) { console.log(error.message); process.exitCode = 1; }`;
  try {
    await run(await findNode(), ['--input-type=module', '-e', script], { cwd: root });
    return { status: 'ok', check, found: 'the server accepts them' };
  } catch (error) {
    const lines = error instanceof CommandFailed ? error.output.split('\n') : [String(error)];
    return {
      status: 'fix',
      check,
      found: 'the server does not accept them',
      advice: [...lines, 'They come from the environment and from the file .env at the top.'],
    };
  }
}
