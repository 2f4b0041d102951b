import type { types } from 'mediasoup-client';

/** How often consumers that do not flow yet are looked at, in milliseconds, and for how long. */
const LOOK_MS = 40;
const PATIENCE_MS = 8_000;

/**
 * Whether media of a consumer have arrived. A track's `muted` does not tell: browsers unmute it as soon as it is
 * described. The synchronization sources (W3C WebRTC, RTCRtpReceiver) are there once something was played.
 * A consumer without a receiver (no real WebRTC) counts as flowing.
 */
function hasMedia({ rtpReceiver }: types.Consumer): boolean {
  return rtpReceiver === undefined || rtpReceiver.getSynchronizationSources().length > 0;
}

/** Knows which consumers flow, and tells when another one begins to. */
export class FlowWatch {
  readonly #began: () => void;
  readonly #flowing = new Set<string>();
  /** Consumers that are looked at, until when. */
  readonly #waiting = new Map<types.Consumer, number>();
  #timer: ReturnType<typeof setInterval> | null = null;

  constructor(began: () => void) {
    this.#began = began;
  }

  add(consumer: types.Consumer): void {
    this.#waiting.set(consumer, performance.now() + PATIENCE_MS);
    this.#look();
    if (this.#waiting.size > 0) {
      this.#timer ??= setInterval(() => this.#look(), LOOK_MS);
    }
  }

  flows(consumerId: string): boolean {
    return this.#flowing.has(consumerId);
  }

  /**
   * When a packet of any of these was last played, in milliseconds since the page began (`performance.now`);
   * `null`: none ever was. Asking costs next to nothing, unlike statistics.
   */
  lastPlayed(consumers: readonly types.Consumer[]): number | null {
    let last: number | null = null;
    for (const { rtpReceiver } of consumers) {
      for (const { timestamp } of rtpReceiver?.getSynchronizationSources() ?? []) {
        last = Math.max(last ?? 0, timestamp);
      }
    }
    // Browsers give the time of day (W3C WebRTC) or, as Chromium once did, the time since the page began.
    return last === null ? null : last > 1e11 ? last - performance.timeOrigin : last;
  }

  /** Whether all flow, but those that are no longer worth waiting for. */
  get allFlow(): boolean {
    return this.#waiting.size === 0;
  }

  close(): void {
    this.#waiting.clear();
    this.#stop();
  }

  #look(): void {
    const now = performance.now();
    let began = false;
    for (const [consumer, until] of this.#waiting) {
      if (!consumer.closed && hasMedia(consumer)) {
        this.#flowing.add(consumer.id);
        this.#waiting.delete(consumer);
        began = true;
      } else if (consumer.closed || now > until) {
        // A muted microphone may be silent for hours; it is taken as it is.
        this.#waiting.delete(consumer);
      }
    }
    if (this.#waiting.size === 0) {
      this.#stop();
    }
    if (began) {
      this.#began();
    }
  }

  #stop(): void {
    if (this.#timer !== null) {
      clearInterval(this.#timer);
      this.#timer = null;
    }
  }
}
