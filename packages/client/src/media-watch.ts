import type { MediaState } from './state.ts';

/** How long media may take to be connected, or to come back, before the way counts as blocked, in milliseconds. */
export const BLOCKED_AFTER_MS = 8_000;
/** How long is waited between attempts from then on, in milliseconds: the rest of the call goes on meanwhile. */
const BLOCKED_RETRY_MS = 30_000;

/**
 * Tells whether media arrive, over all transports of a call: a network that lets none through makes one transport
 * after the other fail, and each of them looks as if it were about to connect.
 */
export class MediaWatch {
  readonly #told: (state: MediaState) => void;
  #state: MediaState = 'idle';
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(told: (state: MediaState) => void) {
    this.#told = told;
  }

  /** The transport that media arrive over is in this state now. */
  changed(connection: RTCPeerConnectionState): void {
    switch (connection) {
      case 'connected':
        this.#stop();
        this.#set('connected');
        break;
      case 'connecting':
      case 'disconnected':
      case 'failed':
        if (this.#state !== 'blocked') {
          this.#set('connecting');
          this.#timer ??= setTimeout(() => this.#set('blocked'), BLOCKED_AFTER_MS);
        }
        break;
      default:
        // A transport that is new or closed says nothing of the network.
        break;
    }
  }

  /** Resolves when new transports are worth a try: at once, or, where the network lets none through, after a while. */
  async beforeRetry(): Promise<void> {
    if (this.#state === 'blocked') {
      await new Promise((resolve) => setTimeout(resolve, BLOCKED_RETRY_MS));
    }
  }

  /** The call is over. */
  reset(): void {
    this.#stop();
    this.#set('idle');
  }

  #stop(): void {
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
      this.#timer = null;
    }
  }

  #set(state: MediaState): void {
    if (state !== this.#state) {
      this.#state = state;
      this.#told(state);
    }
  }
}
