import type { types } from 'mediasoup-client';

/** How often consumers that do not flow yet are looked at, in milliseconds, and for how long. */
const LOOK_MS = 40;
const PATIENCE_MS = 8_000;
/** Of those that do not flow yet every one is asked within so many looks. */
const TURNS = 3;
/** Something that was played less than so long ago is being played, in milliseconds. */
const PLAYING_MS = 200;

/**
 * Whether media of a consumer have arrived. A track's `muted` does not tell: browsers unmute it as soon as it is
 * described. The synchronization sources (W3C WebRTC, RTCRtpReceiver) are there once something was played.
 * A consumer without a receiver (no real WebRTC) counts as flowing.
 */
function hasMedia({ rtpReceiver }: types.Consumer): boolean {
  return rtpReceiver === undefined || rtpReceiver.getSynchronizationSources().length > 0;
}

/** When a consumer was last played, in milliseconds since the page began; `null`: never. */
function playedAt({ rtpReceiver }: types.Consumer): number | null {
  const [source] = rtpReceiver?.getSynchronizationSources() ?? [];
  // Browsers give the time of day (W3C WebRTC) or, as Chromium once did, the time since the page began.
  return source === undefined ? null : source.timestamp > 1e11 ? source.timestamp - performance.timeOrigin : source.timestamp;
}

/** Knows which consumers flow, and tells when another one begins to. */
export class FlowWatch {
  readonly #began: () => void;
  readonly #flowing = new Set<string>();
  /** Consumers that are looked at, until when. */
  readonly #waiting = new Map<types.Consumer, number>();
  #timer: ReturnType<typeof setInterval> | null = null;
  /** What was played last. */
  #playing: types.Consumer | null = null;

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
   * `null`: none ever was. Asking costs less than statistics, but the page stands still until the threads that play
   * have answered: no more are asked once one is known to be playing.
   */
  lastPlayed(consumers: readonly types.Consumer[]): number | null {
    let last: number | null = null;
    const latest = this.#playing;
    for (const consumer of latest !== null && consumers.includes(latest) ? [latest, ...consumers] : consumers) {
      const at = playedAt(consumer);
      if (at !== null && at > (last ?? 0)) {
        last = at;
        this.#playing = consumer;
        if (performance.now() - at < PLAYING_MS) {
          return at;
        }
      }
    }
    return last;
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
    // Each question stops the page for a moment: while nothing comes only some are asked, in turns.
    let misses = Math.ceil(this.#waiting.size / TURNS);
    for (const [consumer, until] of [...this.#waiting]) {
      if (consumer.closed || now > until) {
        // A muted microphone may be silent for hours; it is taken as it is.
        this.#waiting.delete(consumer);
      } else if (misses > 0 || began) {
        this.#waiting.delete(consumer);
        if (hasMedia(consumer)) {
          this.#flowing.add(consumer.id);
          began = true;
        } else {
          this.#waiting.set(consumer, until);
          misses -= 1;
        }
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
