import type { Logger } from './logger.ts';

/** How long releasing everything may take, in milliseconds: with the default of DRAIN_SECONDS less than Docker's ten. */
export const END_LIMIT_MS = 4_000;
/** How often it is looked whether anybody is left, in milliseconds. */
const LOOK_MS = 200;

export type DrainState =
  | { readonly phase: 'running' }
  /** Calls may finish until `endsAt` (milliseconds since 1970); `isFinal`: that can't be taken back. */
  | { readonly phase: 'draining'; readonly endsAt: number; readonly isFinal: boolean }
  | { readonly phase: 'stopped' };

/** `clean`: everything was released; `late`: something hung, and was left; `failed`: releasing failed. */
export type Ending = 'clean' | 'late' | 'failed';

export interface DrainOptions {
  /** Peers in rooms, those without a socket included. */
  readonly peers: () => number;
  /** Nothing new begins from now on, and those who are here are told when it ends; `null`: it goes on after all. */
  readonly announce: (endsAt: number | null) => void;
  /** Ends every call and releases everything. */
  readonly end: () => Promise<void>;
  readonly logger: Logger;
}

/**
 * The way of a server to its end: it takes nothing new, calls may finish, and as soon as nobody is left, or at the
 * deadline, everything ends.
 */
export class Drain {
  /** Resolves when the process may exit, whatever brought that about. */
  readonly ended: Promise<Ending>;
  readonly #options: DrainOptions;
  #state: DrainState = { phase: 'running' };
  #ends: (ending: Ending) => void = () => undefined;
  #stopping: Promise<void> | null = null;
  #deadline: NodeJS.Timeout | null = null;
  #look: NodeJS.Timeout | null = null;

  constructor(options: DrainOptions) {
    this.#options = options;
    this.ended = new Promise((resolve) => (this.#ends = resolve));
  }

  get state(): DrainState {
    return this.#state;
  }

  /**
   * Begins, or changes the time that is left. One that can't be taken back (`isFinal`) only shortens it. Does nothing
   * once the server has stopped.
   */
  begin(seconds: number, isFinal = false): void {
    const earlier = this.#state;
    if (earlier.phase === 'stopped') {
      return;
    }
    const asked = Date.now() + seconds * 1_000;
    const wasFinal = earlier.phase === 'draining' && earlier.isFinal;
    const isShorter = earlier.phase === 'draining' && (isFinal || wasFinal);
    const endsAt = Math.round(isShorter ? Math.min(earlier.endsAt, asked) : asked);
    this.#clear();
    this.#state = { phase: 'draining', endsAt, isFinal: isFinal || wasFinal };
    this.#options.logger.info({ seconds: Math.round((endsAt - Date.now()) / 1_000), peers: this.#options.peers() }, 'draining');
    this.#options.announce(endsAt);
    this.#deadline = setTimeout(() => this.#stopNow('deadline'), Math.max(0, endsAt - Date.now()));
    this.#look = setInterval(() => this.#options.peers() === 0 && this.#stopNow('nobody is left'), LOOK_MS);
  }

  /** New calls are taken again. @returns `false` when that is not possible any more */
  cancel(): boolean {
    if (this.#state.phase === 'draining' && !this.#state.isFinal) {
      this.#clear();
      this.#state = { phase: 'running' };
      this.#options.logger.info('drain taken back');
      this.#options.announce(null);
    }
    return this.#state.phase === 'running';
  }

  /** Ends everything now; resolves when it has. Idempotent. */
  stop(): Promise<void> {
    this.#clear();
    this.#state = { phase: 'stopped' };
    if (this.#stopping === null) {
      this.#stopping = this.#options.end();
      void this.#watch(this.#stopping).then(this.#ends);
    }
    return this.#stopping;
  }

  #stopNow(why: string): void {
    this.#options.logger.info({ why, peers: this.#options.peers() }, 'stopping');
    // How it ends is told by `ended`.
    this.stop().catch(() => undefined);
  }

  async #watch(stopping: Promise<void>): Promise<Ending> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Ending>((resolve) => {
      timer = setTimeout(resolve, END_LIMIT_MS, 'late');
    });
    const ending = await Promise.race([stopping.then(() => 'clean' as const, (error: unknown) => {
      this.#options.logger.error({ err: error }, 'stopping failed');
      return 'failed' as const;
    }), late]);
    clearTimeout(timer);
    return ending;
  }

  #clear(): void {
    clearTimeout(this.#deadline ?? undefined);
    clearInterval(this.#look ?? undefined);
  }
}
