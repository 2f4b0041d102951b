import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { modules, root } from './paths.mjs';
import { warn } from './say.mjs';

/** Reads `.env` at the top of the checkout, when there is one. What the environment already has stays. */
export function loadEnv() {
  const file = join(root, '.env');
  if (!existsSync(file)) return;
  // Node.js 20.12 has it; we may still be on an older 20, which only ever starts the newer one.
  if (typeof process.loadEnvFile === 'function') process.loadEnvFile(file);
  else
    warn(
      `.env is not read: Node.js ${process.version} cannot. Use a newer one or set the variables yourself.`,
    );
}

/**
 * The environment in which Plenary's own processes run.
 *
 * @param {{ worker: string }} made
 * @returns {NodeJS.ProcessEnv}
 */
export function runtimeEnv({ worker }) {
  return {
    ...process.env,
    PATH: [join(modules, '.bin'), process.env['PATH']].filter(Boolean).join(delimiter),
    MEDIASOUP_WORKER_BIN: worker,
    NEXT_TELEMETRY_DISABLED: '1',
    TURBO_TELEMETRY_DISABLED: '1',
  };
}

/**
 * A whole number from the environment.
 *
 * @param {string} name
 * @param {number} fallback
 */
export function numberFrom(name, fallback) {
  const text = process.env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) {
    warn(`${name} is "${text}", which is not a whole number; using ${fallback}.`);
    return fallback;
  }
  return value;
}
