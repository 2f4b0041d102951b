import type { Signaling } from './signaling.ts';

/** How often it is looked, in milliseconds. */
const LOOK_MS = 1_000;
/** After so long without a word the server is asked for one, in milliseconds; in a lively room it never comes to that. */
const SILENT_MS = 4_000;
/** How long its answer may take, in milliseconds. */
const ANSWER_MS = 2_000;
/** How long it may take to be reached by another connection, in milliseconds. */
const REACHED_MS = 3_000;

type WatchedSocket = Pick<Signaling, 'connected' | 'heardAt' | 'request' | 'isServerReached' | 'cut'>;

/**
 * Finds out when the socket has gone dead without a word, as behind a firewall that forgot it, while the server can be
 * reached: another one would work. By itself that shows after 18 seconds only.
 *
 * It judges by what was heard, not by a clock: a page that was asleep, or whose timers are throttled, gets what has
 * arrived meanwhile before the second question is answered. Where nothing reaches the server, or everything is slow,
 * another socket would not help, and nothing is done.
 */
export class SilenceWatch {
  readonly #socket: WatchedSocket;
  #timer: ReturnType<typeof setInterval> | null = null;
  #isAsking = false;

  constructor(socket: WatchedSocket) {
    this.#socket = socket;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#look(), LOOK_MS);
  }

  stop(): void {
    clearInterval(this.#timer ?? undefined);
    this.#timer = null;
  }

  #look(): void {
    const { connected, heardAt } = this.#socket;
    if (connected && !this.#isAsking && performance.now() - heardAt >= SILENT_MS) {
      this.#isAsking = true;
      void this.#ask(heardAt).finally(() => (this.#isAsking = false));
    }
  }

  async #ask(heardAt: number): Promise<void> {
    const socket = this.#socket;
    const isStillSilent = (): boolean => this.#timer !== null && socket.connected && socket.heardAt === heardAt;
    // An error is an answer too.
    await socket.request('ping', {}, ANSWER_MS).catch(() => undefined);
    if (isStillSilent() && (await socket.isServerReached(REACHED_MS)) && isStillSilent()) {
      socket.cut();
    }
  }
}
