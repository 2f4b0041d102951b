import type { types } from 'mediasoup';

/**
 * The estimate of the downlink stays above a small picture and a voice, in bit/s. Loss by chance, as on a poor radio
 * link, looks like congestion to it, and without a floor it would stop every picture for good.
 */
const MIN_BITRATE = 150_000;
/** How often it is looked whether somebody is sent less than they need, in milliseconds. */
const LOOK_MS = 1_000;
/** How long that lasts before the link is explored, in milliseconds: so much longer each time that nothing was found. */
const PATIENCE_MS = 5_000;
const MAX_PATIENCE_MS = 30_000;
/** The longest that it is explored, in milliseconds: the congestion control probes every five seconds. */
const EXPLORE_MS = 6_500;
/** An estimate that grew by so much was worth it. */
const FOUND = 1.3;

/** What is sent over the link, as far as it matters here. */
export interface Flow {
  /** Less is sent than is of use, though nearly all of it arrives. */
  readonly lacks: boolean;
  /** Sends every other frame only, or all again. */
  thin(isThin: boolean): void;
}

export interface DownlinkOptions {
  readonly recv: types.WebRtcTransport;
  readonly flows: () => readonly Flow[];
}

/**
 * What is known of the link to one peer. The worker's estimate grows to half as much again as is sent and no further,
 * and it is probed only while less than two thirds of it are used (libwebrtc, ProbeController, application limited
 * region): pictures whose next layer takes more would stay small for good on a link that has grown. So while something
 * is missing every other frame is left out for some seconds now and then: room for a probe, and hardly seen.
 */
export class Downlink {
  readonly #options: DownlinkOptions;
  readonly #timer: NodeJS.Timeout;
  #patienceMs = PATIENCE_MS;
  #lacksSince: number | null = null;
  #exploring: { readonly since: number; readonly before: number } | null = null;

  constructor(options: DownlinkOptions) {
    this.#options = options;
    const { recv } = options;
    recv.setMinOutgoingBitrate(MIN_BITRATE).catch(() => undefined);
    // What can't be asked is gone, or its worker is.
    this.#timer = setInterval(() => this.#look().catch(() => undefined), LOOK_MS).unref();
    recv.observer.once('close', () => clearInterval(this.#timer));
  }

  /** What the estimate leaves unused, in bit/s; `null`: there is no estimate. */
  async left(): Promise<number | null> {
    const [stat] = await this.#options.recv.getStats();
    return stat?.availableOutgoingBitrate === undefined ? null : stat.availableOutgoingBitrate - stat.rtpSendBitrate;
  }

  async #look(): Promise<void> {
    const now = performance.now();
    if (this.#exploring !== null) {
      await this.#goOn(this.#exploring, now);
    } else if (!this.#options.flows().some(({ lacks }) => lacks)) {
      this.#lacksSince = null;
      this.#patienceMs = PATIENCE_MS;
    } else if (now - (this.#lacksSince ??= now) >= this.#patienceMs) {
      const before = await this.#estimate();
      if (before !== null && this.#exploring === null) {
        this.#exploring = { since: now, before };
        this.#options.flows().forEach((flow) => flow.thin(true));
      }
    }
  }

  async #goOn(exploring: { readonly since: number; readonly before: number }, now: number): Promise<void> {
    const hasFound = ((await this.#estimate()) ?? 0) >= FOUND * exploring.before;
    if (this.#exploring === exploring && (hasFound || now - exploring.since >= EXPLORE_MS)) {
      this.#exploring = null;
      this.#lacksSince = now;
      this.#patienceMs = hasFound ? PATIENCE_MS : Math.min(MAX_PATIENCE_MS, this.#patienceMs + PATIENCE_MS / 2);
      this.#options.flows().forEach((flow) => flow.thin(false));
    }
  }

  async #estimate(): Promise<number | null> {
    const [stat] = await this.#options.recv.getStats();
    return stat?.availableOutgoingBitrate ?? null;
  }
}
