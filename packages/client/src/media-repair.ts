import { CallError } from '@plenary/protocol';
import { allArrive, type Arrivals } from './arrivals.ts';

/** The media that are to be repaired: those of the call as it is now. */
export interface RepairableMedia {
  /** @throws {CallError} */
  restartIce(timeoutMs: number): Promise<void>;
  arrivals(): Promise<Arrivals[]>;
  readonly connected: boolean;
  readonly recvTransportId: string;
}

export interface MediaRepairOptions {
  /** `null` while there is no call. */
  readonly media: () => RepairableMedia | null;
  /** Whether anybody is to be seen or heard now. */
  readonly expects: () => boolean;
  /** Resolves when the server can be asked, at once when it can be now; `false` when the call is over. */
  readonly reachable: () => Promise<boolean>;
  /** Asks for new transports and begins to use them. @throws {CallError} */
  readonly renew: (timeoutMs: number) => Promise<void>;
  /** Joins the room anew. */
  readonly rejoin: () => void;
  /** The server does not answer: the connection to it counts as lost. */
  readonly unanswered: () => void;
  /** Resolves when joining anew is worth a try. */
  readonly beforeRejoin: () => Promise<void>;
  /** Media are being brought back, or are back. */
  readonly repairing: (under: boolean) => void;
}

/** How long the server may take to answer here, in milliseconds. */
const ANSWER_MS = 2_000;
/**
 * How long something may take to arrive after an ICE restart, and over new transports, in milliseconds. Where another
 * address is all that changed the restart helps within some round trips; where UDP is blocked, browsers are slow to
 * give it up on a transport that had it, and quick on a new one.
 */
const RESTARTED_MS = 1_200;
const RENEWED_MS = 6_000;
const LOOK_MS = 100;
/** Over so long is looked whether media still come where ICE is in doubt, in milliseconds. */
const DOUBT_MS = 600;

/**
 * Brings media back, by the smallest means that helps: an ICE restart, new transports, joining the room anew. An ICE
 * restart alone does not always bring them back, and costs nothing where it was not needed.
 */
export class MediaRepair {
  readonly #options: MediaRepairOptions;
  #running: object | null = null;
  #doubting = false;

  constructor(options: MediaRepairOptions) {
    this.#options = options;
  }

  /** Something is wrong; nothing happens when it is being repaired already. */
  start(): void {
    if (this.#running !== null) {
      return;
    }
    const run = {};
    this.#running = run;
    this.#options.repairing(true);
    void this.#run(run).finally(() => {
      if (this.#running === run) {
        this.#running = null;
        this.#options.repairing(false);
      }
    });
  }

  /**
   * ICE had no answers for a while (`disconnected`). Under heavy loss they fail to come by chance while media flow, and
   * an ICE restart, whose own checks are lost likewise, would do harm: it is for where something no longer arrives.
   */
  doubt(): void {
    if (!this.#doubting) {
      this.#doubting = true;
      void this.#doubt().catch(() => undefined).finally(() => (this.#doubting = false));
    }
  }

  async #doubt(): Promise<void> {
    const { media } = this.#options;
    for (let now = media(); now !== null && !now.connected && this.#running === null;) {
      const earlier = await now.arrivals();
      await new Promise((resolve) => setTimeout(resolve, DOUBT_MS));
      const before = now;
      now = media();
      if (now === before && !allArrive(earlier, await now.arrivals(), this.#carrier(now))) {
        this.start();
      }
    }
  }

  /** The transport that media are due on, if any are. */
  #carrier({ recvTransportId }: RepairableMedia): string | null {
    return this.#options.expects() ? recvTransportId : null;
  }

  /** The call is over, or its media are others. */
  stop(): void {
    if (this.#running !== null) {
      this.#running = null;
      this.#options.repairing(false);
    }
  }

  async #run(run: object): Promise<void> {
    const { renew, rejoin, beforeRejoin } = this.#options;
    const is = (): boolean => this.#running === run;
    if (await this.#step(is, RESTARTED_MS, (media) => media.restartIce(ANSWER_MS))) {
      return;
    }
    if (is() && await this.#step(is, RENEWED_MS, () => renew(ANSWER_MS))) {
      return;
    }
    await beforeRejoin();
    if (is()) {
      // It goes on with other media, which are watched as these were.
      rejoin();
    }
  }

  /** @returns whether media arrive again */
  async #step(is: () => boolean, patienceMs: number, act: (media: RepairableMedia) => Promise<void>): Promise<boolean> {
    const { media, reachable, unanswered } = this.#options;
    if (!(await reachable())) {
      return true;
    }
    const before = media();
    if (!is() || before === null) {
      return true;
    }
    const earlier = await before.arrivals();
    try {
      await act(before);
    } catch (error) {
      if (error instanceof CallError && (error.code === 'TIMEOUT' || error.code === 'DISCONNECTED')) {
        unanswered();
        // Once it is back the same means are tried anew.
        return await this.#step(is, patienceMs, act);
      }
      return false;
    }
    for (const until = performance.now() + patienceMs; is() && performance.now() < until;) {
      const now = media();
      if (now === null || (now.connected && allArrive(earlier, await now.arrivals(), this.#carrier(now)))) {
        return true;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    return !is();
  }
}
