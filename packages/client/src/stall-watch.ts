/** How often is looked, in milliseconds. */
const LOOK_MS = 300;
/** So long without any packet, where there were packets until then, is a stall, in milliseconds. */
const STALL_MS = 1_500;
/** After a false alarm the next one of the same silence waits, in milliseconds, twice as long each time. */
const FALSE_ALARM_MS = 5_000;
const MAX_PATIENCE_MS = 60_000;

export interface StallWatchOptions {
  /** When something was last played, in milliseconds of `performance.now`; `null`: never. */
  readonly lastPlayed: () => number | null;
  /** Whether there is anything that should be playing. */
  readonly expects: () => boolean;
  /** Nothing comes any more. @returns whether that was a false alarm: there was nothing to come */
  readonly stalled: () => Promise<boolean>;
}

/**
 * Notices that nothing arrives any more well before ICE does, which takes five to seven seconds (Chromium) because
 * it waits for the answers to its checks.
 */
export class StallWatch {
  readonly #options: StallWatchOptions;
  readonly #timer: ReturnType<typeof setInterval>;
  #patience = STALL_MS;
  #quietSince: number;
  #asking = false;

  constructor(options: StallWatchOptions) {
    this.#options = options;
    this.#quietSince = performance.now();
    this.#timer = setInterval(() => void this.#look(), LOOK_MS);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const { lastPlayed, expects, stalled } = this.#options;
    const now = performance.now();
    const last = lastPlayed();
    if (last === null || !expects()) {
      this.#quietSince = now;
      return;
    }
    if (last > this.#quietSince) {
      this.#quietSince = last;
      this.#patience = STALL_MS;
    }
    if (this.#asking || now - this.#quietSince < this.#patience) {
      return;
    }
    this.#asking = true;
    const falseAlarm = await stalled().catch(() => false);
    this.#asking = false;
    this.#quietSince = performance.now();
    this.#patience = falseAlarm ? Math.min(MAX_PATIENCE_MS, Math.max(FALSE_ALARM_MS, this.#patience * 2)) : STALL_MS;
  }
}
