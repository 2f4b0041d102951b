import type { types } from 'mediasoup';

/**
 * How often a worker that answers is asked for a sign of life, in milliseconds. An idle server does little else,
 * so this is what it costs.
 */
const ASK_MS = 1_000;
/**
 * How long it may take to answer, in milliseconds. Requests to a worker never time out by themselves, and one
 * that is stopped gives no event either. A worker that is merely busy answers within tens of milliseconds.
 */
const PATIENCE_MS = 1_500;
/** A look that comes later than this, in milliseconds, tells that this process was held up and answers wait unread. */
const LATE_MS = 100;

/** Calls back once when a worker answers no more, 1.5 to 2.5 s after it stopped. Ends with the worker. */
export function watch(worker: Pick<types.Worker, 'getResourceUsage' | 'observer'>, silent: () => void): void {
  let askedAt = -Infinity;
  let answered = true;
  const ask = (now: number): void => {
    askedAt = now;
    answered = false;
    worker.getResourceUsage().then(() => {
      answered = true;
    }, () => undefined);
  };
  const lookIn = (wait: number): NodeJS.Timeout => {
    const dueAt = performance.now() + wait;
    return setTimeout(() => look(dueAt), wait).unref();
  };
  const look = (dueAt: number): void => {
    const now = performance.now();
    if (answered) {
      ask(now);
      timer = lookIn(ASK_MS);
    } else if (now - dueAt > LATE_MS || now - askedAt < PATIENCE_MS) {
      // Held up, it would judge by answers that it has not read yet.
      timer = lookIn(PATIENCE_MS - ASK_MS);
    } else {
      silent();
    }
  };
  let timer = lookIn(ASK_MS);
  worker.observer.once('close', () => clearTimeout(timer));
}
