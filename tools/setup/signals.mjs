import { constants } from 'node:os';
import { whenParentDies } from './parent.mjs';

/** What asks us to stop: Ctrl-C, a service manager, a closed terminal. */
const STOP_SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/** @type {((signal: NodeJS.Signals) => void) | undefined} */
let handler;

/** @param {NodeJS.Signals} signal */
const onSignal = (signal) => {
  if (handler) handler(signal);
  else process.exit(128 + constants.signals[signal]);
};

/**
 * Listens for stop signals. Until `onStop` names somebody, the process exits in order (so that exit handlers
 * release locks and end children) with the customary code 128 + number.
 */
export function watchStopSignals() {
  for (const signal of STOP_SIGNALS) process.on(signal, onSignal);

  // npm passes signals on to its script, but when npm itself is killed nobody does. (Started without npm,
  // from a shell with nohup say, outliving the parent is what is wanted.)
  if (process.env['npm_lifecycle_event']) whenParentDies(() => onSignal('SIGTERM'));
}

/**
 * Hands stop signals to a function in the place of exiting; undefined gives them back.
 *
 * @param {((signal: NodeJS.Signals) => void) | undefined} callback
 */
export function onStop(callback) {
  handler = callback;
}
