import type { types } from 'mediasoup';
import { isStarved, readCpuShare, type CpuShare } from './cpu-share.ts';

/**
 * How often a worker that answers is asked for a sign of life, in milliseconds: one that carries calls, and one that
 * does not. An idle server does little else, so this is what it costs.
 */
const ASK_MS = { busy: 400, idle: 1_000 } as const;
/**
 * How long it may take to answer, in milliseconds. Requests to a worker never time out by themselves, and one
 * that is stopped gives no event either. A worker that is merely busy answers within tens of milliseconds.
 */
const PATIENCE_MS = 1_390;
/**
 * How long one may take that gets no time on a core, in milliseconds. It lives, and moving everyone off it would make an
 * overloaded machine busier still.
 */
const STARVED_PATIENCE_MS = 10_000;
/** How often is looked whether an answer came, in milliseconds. */
const LOOK_MS = 500;
/** A look that comes later than this, in milliseconds, tells that this process was held up and answers wait unread. */
const LATE_MS = 100;

/**
 * Calls back once when a worker answers no more, at most 1.8 s after it stopped when it carries calls; or at once when
 * it can't be asked, as its channel takes nothing any more. Ends with the worker.
 * @param isBusy whether the worker carries calls now
 * @param shareOf how a process fares
 */
export function watch(
  worker: Pick<types.Worker, 'pid' | 'getResourceUsage' | 'observer' | 'closed'>,
  isBusy: () => boolean,
  silent: () => void,
  shareOf: (pid: number) => CpuShare | null = readCpuShare,
): void {
  let askedAt = -Infinity;
  /** As it was when an answer was first missed. */
  let missed: { readonly at: number; readonly share: CpuShare | null } | null = null;
  let answered = true;
  let over = false;
  const giveUp = (): void => {
    if (!over && !worker.closed) {
      over = true;
      clearTimeout(timer);
      silent();
    }
  };
  const ask = (now: number): void => {
    askedAt = now;
    answered = false;
    missed = null;
    worker.getResourceUsage().then(() => {
      answered = true;
    }, giveUp);
  };
  const lookIn = (wait: number): NodeJS.Timeout => {
    const dueAt = performance.now() + wait;
    return setTimeout(() => look(dueAt), wait).unref();
  };
  const look = (dueAt: number): void => {
    const now = performance.now();
    if (answered) {
      ask(now);
      timer = lookIn(isBusy() ? ASK_MS.busy : ASK_MS.idle);
      return;
    }
    missed ??= { at: now, share: shareOf(worker.pid) };
    // Held up, it would judge by answers that it has not read yet.
    const mayAnswerYet = now - dueAt > LATE_MS || now - askedAt < PATIENCE_MS;
    if (mayAnswerYet || (now - askedAt < STARVED_PATIENCE_MS && isStarved(missed.share, shareOf(worker.pid), now - missed.at))) {
      timer = lookIn(LOOK_MS);
    } else {
      giveUp();
    }
  };
  let timer = lookIn(ASK_MS.idle);
  worker.observer.once('close', () => {
    over = true;
    clearTimeout(timer);
  });
}
