import type { types } from 'mediasoup';
import { Rounds } from './rounds.ts';

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
/** Loss leaves an estimate far too low: once it has ended the link is explored soon, after so many milliseconds. */
const AFTER_LOSS_MS = 1_000;
/** The longest that it is explored, in milliseconds: the congestion control probes every five seconds. */
const EXPLORE_MS = 7_500;
/** From this share of packets lost on, of 1, a link is not good for more than it carries. A probe may lose some. */
const LOSSY = 0.1;
/** An estimate that grew by so much was worth it. */
const FOUND = 1.3;

const rounds = new Rounds(LOOK_MS);

/** What is sent over the link, as far as it matters here. */
export interface Flow {
  /** Less is sent than is of use. */
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
  #patienceMs = PATIENCE_MS;
  /** When the link is explored, in milliseconds of `performance.now`; `null`: nothing is missing. */
  #dueAt: number | null = null;
  #exploring: { readonly since: number; readonly before: number } | null = null;

  constructor(options: DownlinkOptions) {
    this.#options = options;
    const { recv } = options;
    recv.setMinOutgoingBitrate(MIN_BITRATE).catch(() => undefined);
    // What can't be asked is gone, or its worker is.
    recv.observer.once('close', rounds.add(() => void this.#look().catch(() => undefined)));
  }

  /** What the estimate leaves unused, in bit/s: nothing where packets get lost. `null`: there is no estimate. */
  async left(): Promise<number | null> {
    const stat = await this.#stat();
    if (stat?.availableOutgoingBitrate === undefined) {
      return null;
    }
    return isLossy(stat) ? 0 : stat.availableOutgoingBitrate - stat.rtpSendBitrate;
  }

  async #look(): Promise<void> {
    if (this.#exploring === null && !this.#options.flows().some(({ lacks }) => lacks)) {
      this.#dueAt = null;
      this.#patienceMs = PATIENCE_MS;
      return;
    }
    const stat = await this.#stat();
    if (stat?.availableOutgoingBitrate === undefined) {
      return;
    }
    const now = performance.now();
    if (this.#exploring !== null) {
      this.#goOn(this.#exploring, stat.availableOutgoingBitrate, isLossy(stat));
    } else if (isLossy(stat)) {
      this.#patienceMs = PATIENCE_MS;
      this.#dueAt = now + AFTER_LOSS_MS;
    } else if (now >= (this.#dueAt ??= now + this.#patienceMs)) {
      this.#exploring = { since: now, before: stat.availableOutgoingBitrate };
      this.#options.flows().forEach((flow) => flow.thin(true));
    }
  }

  #goOn({ since, before }: { readonly since: number; readonly before: number }, estimate: number, lossy: boolean): void {
    const hasFound = estimate >= FOUND * before;
    if (hasFound || lossy || performance.now() - since >= EXPLORE_MS) {
      this.#exploring = null;
      this.#patienceMs = hasFound || lossy ? PATIENCE_MS : Math.min(MAX_PATIENCE_MS, this.#patienceMs + PATIENCE_MS / 2);
      this.#dueAt = performance.now() + this.#patienceMs;
      this.#options.flows().forEach((flow) => flow.thin(false));
    }
  }

  async #stat(): Promise<types.WebRtcTransportStat | undefined> {
    const [stat] = await this.#options.recv.getStats();
    return stat;
  }
}

const isLossy = ({ rtpPacketLossSent = 0 }: types.WebRtcTransportStat): boolean => rtpPacketLossSent >= LOSSY;
