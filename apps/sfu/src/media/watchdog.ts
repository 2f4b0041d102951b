import type { types } from 'mediasoup';

/** How often a worker is asked for a sign of life, in milliseconds. */
const INTERVAL_MS = 500;
/**
 * How long it may take to answer, in milliseconds. Requests to a worker never time out by themselves, and one
 * that is stopped gives no event either. A worker that is merely busy answers within tens of milliseconds.
 */
const PATIENCE_MS = 1_500;

/** Calls back once when a worker answers no more. Ends with the worker. */
export function watch(worker: types.Worker, silent: () => void): void {
  let askedAt = performance.now();
  let answered = true;
  let lookedAt = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    // When this process itself was held up, the answers wait in its queue: judge only after they were read.
    const heldUp = now - lookedAt > 2 * INTERVAL_MS;
    lookedAt = now;
    if (answered) {
      askedAt = now;
      answered = false;
      worker.getResourceUsage().then(() => {
        answered = true;
      }, () => undefined);
    } else if (heldUp) {
      askedAt = Math.max(askedAt, now - PATIENCE_MS + INTERVAL_MS);
    } else if (now - askedAt > PATIENCE_MS) {
      clearInterval(timer);
      silent();
    }
  }, INTERVAL_MS);
  timer.unref();
  worker.observer.once('close', () => clearInterval(timer));
}
