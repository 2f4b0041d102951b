import type { CallError } from '@plenary/protocol';
import { ANSWERED_MS, REJOIN_ATTEMPTS, attemptTimeout, isPassing, retryDelay, type AttemptFailure } from './rejoin.ts';
import type { ReconnectCause } from './state.ts';
import { asCallError } from './stay.ts';

export interface ComebackOptions {
  /** Opens the socket and goes on with the call, one attempt. @throws {CallError} */
  readonly attempt: (timeoutMs: number) => Promise<void>;
  /** An attempt is about to be waited for. */
  readonly waiting: (attempt: number, cause: ReconnectCause) => void;
  /** There is no prospect any more. */
  readonly givenUp: (error: CallError) => void;
}

/** Brings a call back whose connection was lost: tries until it succeeds, is stopped, or has no prospect. */
export class Comeback {
  readonly #options: ComebackOptions;
  /** Ends the pause before an attempt. */
  #hurry: () => void = () => undefined;
  /** Of the run under way. */
  #run: object | null = null;

  constructor(options: ComebackOptions) {
    this.#options = options;
  }

  /** Begins, unless it is under way. */
  start(error: CallError): void {
    if (this.#run === null) {
      const run = {};
      this.#run = run;
      void this.#try(run, error);
    }
  }

  /** The call is over, or came back by other means. */
  stop(): void {
    this.#run = null;
    this.#hurry();
  }

  async #try(run: object, first: CallError): Promise<void> {
    const { attempt, waiting, givenUp } = this.#options;
    let error = first;
    let failure: AttemptFailure = 'refused';
    for (let count = 1; this.#run === run; count++) {
      if (count > REJOIN_ATTEMPTS || !isPassing(error.code)) {
        this.#run = null;
        givenUp(error);
        return;
      }
      waiting(count, isOffline() ? 'offline' : count === 1 ? 'interrupted' : failure === 'lost' ? 'unreachable' : 'refused');
      await this.#pause(retryDelay(count, failure));
      if (this.#run !== run) {
        return;
      }
      const started = performance.now();
      try {
        await attempt(attemptTimeout(count));
        if (this.#run === run) {
          this.#run = null;
        }
        return;
      } catch (reason) {
        error = asCallError(reason);
        failure = performance.now() - started < ANSWERED_MS && !isOffline() ? 'refused' : 'lost';
      }
    }
  }

  /** A network that comes back ends the pause (WHATWG HTML, `online`); tunnels and blocked ports it knows nothing of. */
  async #pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        globalThis.removeEventListener?.('online', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#hurry = done;
      globalThis.addEventListener?.('online', done);
    });
  }
}

/** Whether the browser knows that there is no network; Node has no such word. */
const isOffline = (): boolean => (globalThis.navigator as { onLine?: boolean } | undefined)?.onLine === false;
