import { setTimeout as sleep } from 'node:timers/promises';
import { bold, green, note, Problem, warn } from '../setup/say.mjs';
import { onStop } from '../setup/signals.mjs';
import { root, webApp } from '../setup/paths.mjs';
import { nextCommand } from '../setup/web-build.mjs';
import { SFU_NODE_FLAGS } from './node-flags.mjs';
import { ensurePortsFree } from './preflight.mjs';
import { waitUntilReady } from './ready.mjs';
import { CLEAN_END, startService } from './service.mjs';
import { readSettings } from './settings.mjs';

const READY_LIMIT_MS = 120_000;
const FIRST_RESTART_MS = 500;
const LAST_RESTART_MS = 30_000;
const STEADY_MS = 60_000;
/** How long the server may take to end after its drain: it gives up by itself after four seconds. */
const END_LIMIT_S = 6;

/**
 * Runs the server and the web app until a signal asks to stop or the server ends by itself.
 *
 * @param {object} options
 * @param {import('../setup/setup.mjs').Runtime} options.runtime
 * @param {string[]} options.sfuFlags Flags of Node.js before the server's file.
 * @param {'start' | 'dev'} options.webMode The Next.js command.
 * @param {Record<string, string>} options.defaults Environment for both, where the operator set nothing.
 * @returns {Promise<number>} the exit code
 */
export async function launch({ runtime, sfuFlags, webMode, defaults }) {
  const settings = readSettings();
  await ensurePortsFree(settings);

  /** @type {NodeJS.Signals | undefined} */
  let stopSignal;
  /** @type {(reason: 'asked') => void} */
  let ask = () => undefined;
  /** @type {Promise<'asked'>} */
  const asked = new Promise((resolve) => {
    ask = resolve;
  });
  onStop((signal) => {
    // The server lets calls finish on SIGTERM; somebody at the keyboard, or who asks again, does not want to wait.
    const passedOn = signal === 'SIGTERM' ? 'SIGTERM' : 'SIGINT';
    if (stopSignal !== undefined) sfu.signal(passedOn);
    stopSignal ??= passedOn;
    ask('asked');
  });

  const env = { ...defaults, ...runtime.env };
  const web = keepRunning(() =>
    startService({
      name: 'web',
      node: runtime.node,
      args: [nextCommand, webMode, '-H', '127.0.0.1', '-p', String(settings.webPort)],
      cwd: webApp,
      env,
      showLine: isNews,
    }),
  );
  const sfu = startService({
    name: 'sfu',
    node: runtime.node,
    args: [...SFU_NODE_FLAGS, ...sfuFlags, 'apps/sfu/src/main.ts'],
    cwd: root,
    patienceMs: (settings.drainSeconds + END_LIMIT_S) * 1_000,
    env: {
      ...env,
      PORT: String(settings.port),
      WEB_ORIGIN: `http://127.0.0.1:${settings.webPort}`,
      HANDOVER_FILE: settings.handoverFile,
    },
  });

  try {
    const ready = waitUntilReady(settings.url, READY_LIMIT_MS);
    const first = await Promise.race([asked, sfu.ended, ready]);
    if (first === false)
      throw new Problem('Plenary did not get ready within two minutes; see the messages above.');
    if (first === true) announce(settings);
    const reason = first === true ? await Promise.race([asked, sfu.ended]) : first;
    if (reason === 'asked') {
      note('stopping');
      return 0;
    }
    if (first === true && reason === CLEAN_END) {
      note('the server has ended, as it was asked to');
      return 0;
    }
    throw new Problem(`The server ended by itself (${reason}); its messages are above.`, [
      'npm run doctor checks what it needs.',
    ]);
  } finally {
    // Who is in a call may still load the page.
    await sfu.stop(stopSignal);
    await web.stop();
    onStop(undefined);
  }
}

/**
 * Next.js tells the address where it listens, which is not the one to open.
 *
 * @param {string} line
 */
const isNews = (line) =>
  line.trim() !== '' && !/▲ Next\.js|^\s*- (Local|Network):|✓ (Starting|Ready)/.test(line);

/** @param {import('./settings.mjs').Settings} settings */
function announce({ url, publicUrl }) {
  console.log(`\n${green('✔')} Plenary is ready: ${bold(publicUrl ?? url)}`);
  if (publicUrl && publicUrl !== url) note(`on this machine: ${url}`);
  note('Ctrl-C stops it.\n');
}

/**
 * Starts a service again whenever it ends, the sooner the longer it had been running.
 *
 * @param {() => ReturnType<typeof startService>} start
 */
function keepRunning(start) {
  let stopping = false;
  let current = start();
  const wake = new AbortController();

  async function watch() {
    let pause = FIRST_RESTART_MS;
    while (!stopping) {
      const since = Date.now();
      const reason = await current.ended;
      if (stopping) return;
      await current.stop();
      pause = Date.now() - since > STEADY_MS ? FIRST_RESTART_MS : Math.min(pause * 2, LAST_RESTART_MS);
      warn(`${current.name} ended (${reason}); starting it again in ${pause / 1000} s`);
      await sleep(pause, undefined, { signal: wake.signal }).catch(() => undefined);
      if (!stopping) current = start();
    }
  }
  const watching = watch();

  return {
    async stop() {
      stopping = true;
      wake.abort();
      await current.stop();
      await watching;
    },
  };
}
