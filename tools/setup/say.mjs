// The words on the terminal: one voice for all tools.
import { watchStopSignals } from './signals.mjs';

const colourful = Boolean(process.stdout.isTTY) && !process.env['NO_COLOR'];

/** @param {string} code @param {string} text */
const paint = (code, text) => (colourful ? `\u001b[${code}m${text}\u001b[0m` : text);

/** @param {string} text */
export const bold = (text) => paint('1', text);
/** @param {string} text */
export const dim = (text) => paint('2', text);
/** @param {string} text */
export const red = (text) => paint('31', text);
/** @param {string} text */
export const green = (text) => paint('32', text);
/** @param {string} text */
export const yellow = (text) => paint('33', text);

/** Announces work that takes a while. @param {string} text */
export const step = (text) => console.log(`${bold('▸')} ${text}`);

/** A detail below a step. @param {string} text */
export const note = (text) => console.log(`  ${dim(text)}`);

/** Something that does not stop us but that a person should know. @param {string} text */
export const warn = (text) => console.warn(`${yellow('!')} ${text}`);

/**
 * An error that a person can act on. It is shown as words, without a stack.
 */
export class Problem extends Error {
  /**
   * @param {string} message What went wrong, one sentence.
   * @param {string[]} [advice] What to do about it, one line each.
   */
  constructor(message, advice = []) {
    super(message);
    this.advice = advice;
  }
}

/**
 * Runs a tool's main function and ends the process: with the code that it returns, or 1 when it throws.
 *
 * @param {() => Promise<number | void>} main
 */
export async function runTool(main) {
  watchStopSignals();
  // Whoever reads our output may stop early (npm run doctor | head); that is no reason to fail.
  process.stdout.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
    if (error.code !== 'EPIPE') throw error;
  });
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    if (error instanceof Problem) {
      console.error(`\n${red('✖')} ${error.message}`);
      for (const line of error.advice) console.error(`  ${line}`);
    } else {
      console.error(error);
    }
    process.exitCode = 1;
  }
}

const QUIET_INTERVAL_MS = 20_000;

/**
 * A status that is rewritten in place on a terminal, and printed every 20 seconds into a log.
 *
 * @param {string} label
 */
export function progressLine(label) {
  let lastPrinted = Date.now();
  return {
    /** @param {string} status */
    update(status) {
      const line = `  ${label}: ${status}`;
      if (process.stdout.isTTY) {
        process.stdout.write(`\r\u001b[2K${line.slice(0, (process.stdout.columns ?? 80) - 1)}`);
      } else if (Date.now() - lastPrinted >= QUIET_INTERVAL_MS) {
        lastPrinted = Date.now();
        console.log(line);
      }
    },
    /** Clears the line; what follows starts on a clean one. */
    end() {
      if (process.stdout.isTTY) process.stdout.write('\r\u001b[2K');
    },
  };
}
