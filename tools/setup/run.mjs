import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A command that did not end with exit code 0. */
export class CommandFailed extends Error {
  /**
   * @param {string} command
   * @param {number | null} code Exit code; null when a signal or the time limit ended it.
   * @param {string} output The end of what it printed; empty when it printed straight to the terminal.
   */
  constructor(command, code, output) {
    super(`${command} ${code === null ? 'was ended by a signal' : `ended with exit code ${code}`}`);
    this.code = code;
    this.output = output;
  }
}

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {import('node:stream').Writable | undefined} [log] Gets everything that the command prints.
 * @property {((line: string) => void) | undefined} [onLine] Called for each printed line.
 * @property {boolean} [inherit] Let the command use our terminal instead.
 * @property {AbortSignal} [signal] Ends the command with SIGTERM.
 * @property {boolean} [outlive] Let the command finish when we exit before it; by default it is ended then.
 */

const KEPT_LINES = 30;

/** @type {Set<import('node:child_process').ChildProcess>} */
const endWithUs = new Set();
process.once('exit', () => {
  for (const child of endWithUs) child.kill();
});

/**
 * Runs a command to its end and answers the last lines that it printed.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<string>}
 * @throws {CommandFailed} when it does not end with exit code 0
 */
export function run(command, args, options = {}) {
  const { cwd, env = process.env, log, onLine, inherit = false, signal, outlive = false } = options;
  return new Promise((resolve, reject) => {
    const shown = [command, ...args.slice(0, 2)].join(' ');
    log?.write(`\n$ ${[command, ...args].join(' ')}\n`);
    const child = spawn(command, args, {
      cwd,
      env,
      signal,
      stdio: inherit ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    if (!outlive) endWithUs.add(child);
    /** @type {string[]} */
    const tail = [];
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) => {
        log?.write(`${line}\n`);
        tail.push(line);
        if (tail.length > KEPT_LINES) tail.shift();
        onLine?.(line);
      });
    }
    child.once('error', (error) => {
      endWithUs.delete(child);
      reject(new CommandFailed(shown, null, error.message));
    });
    child.once('close', (code) => {
      endWithUs.delete(child);
      const output = tail.join('\n');
      if (code === 0) resolve(output);
      else reject(new CommandFailed(shown, code, output));
    });
  });
}

/**
 * Whether a command ends with exit code 0.
 *
 * @param {string} command
 * @param {string[]} args
 */
export async function succeeds(command, args) {
  return run(command, args).then(
    () => true,
    () => false,
  );
}
