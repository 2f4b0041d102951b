import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const END_WITH_PARENT = new URL('./end-with-parent.mjs', import.meta.url).href;

/** The words for an end without a fault. */
export const CLEAN_END = 'exit code 0';

/**
 * @typedef {object} ServiceOptions
 * @property {string} name Shown before its lines.
 * @property {string} node
 * @property {string[]} args
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} env
 * @property {number} [patienceMs] How long it may take to end after it was asked to, before it is made to; ten
 *   seconds unless said otherwise.
 * @property {(line: string) => boolean} [showLine] Which lines of its standard output are worth showing; by
 *   default it uses our terminal directly.
 */

/**
 * Starts one of Plenary's processes.
 *
 * It gets a process group of its own: Ctrl-C then reaches only the launcher, which ends its services in
 * order, and what a service leaves behind can be ended with it.
 *
 * @param {ServiceOptions} options
 */
export function startService({ name, node, args, cwd, env, patienceMs = 10_000, showLine }) {
  const child = spawn(node, ['--import', END_WITH_PARENT, ...args], {
    cwd,
    env,
    detached: process.platform !== 'win32',
    stdio: ['ignore', showLine ? 'pipe' : 'inherit', 'inherit'],
  });
  if (child.stdout && showLine) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (showLine(line)) console.log(`[${name}] ${line}`);
    });
  }

  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
  });
  let running = true;
  void ended.then(() => {
    running = false;
  });

  /** Without this, an exit of the launcher for any reason would leave the service running. */
  const endGroup = () => {
    if (child.pid === undefined) return;
    try {
      if (process.platform === 'win32') child.kill('SIGKILL');
      else process.kill(-child.pid, 'SIGKILL');
    } catch {
      // The group is empty.
    }
  };
  process.once('exit', endGroup);

  return {
    name,
    /** Resolves with words on how it ended. */
    ended,
    /** Passes a signal on, while it runs. @param {NodeJS.Signals} signal */
    signal(signal) {
      if (running) child.kill(signal);
    },
    /** Ends it: first asked to, in the end made to. @param {NodeJS.Signals} [signal] */
    async stop(signal = 'SIGTERM') {
      if (running) child.kill(signal);
      const force = setTimeout(endGroup, patienceMs);
      await ended;
      clearTimeout(force);
      endGroup();
      process.off('exit', endGroup);
    },
  };
}
