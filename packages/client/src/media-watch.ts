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
  #connected = false;
  #repairing = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #hurry: () => void = () => undefined;

  constructor(told: (state: MediaState) => void) {
    this.#told = told;
  }

  /** The transport that media arrive over is in this state now. */
  changed(connection: RTCPeerConnectionState): void {
    // A transport that is new or closed says nothing of the network.
    if (connection !== 'new' && connection !== 'closed') {
      this.#connected = connection === 'connected';
      this.#look();
    }
  }

  /** Nothing arrives, whatever the transport says, and something is done about it; or that is over. */
  repairing(under: boolean): void {
    this.#repairing = under;
    if (this.#state !== 'idle') {
      this.#look();
    }
  }

  /** Resolves when new transports are worth a try: at once, or, where the network lets none through, after a while. */
  async beforeRetry(): Promise<void> {
    if (this.#state === 'blocked') {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, BLOCKED_RETRY_MS);
        this.#hurry = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** The call is over. */
  reset(): void {
    this.#stop();
    this.#hurry();
    this.#connected = false;
    this.#repairing = false;
    this.#set('idle');
  }

  #look(): void {
    if (this.#connected && !this.#repairing) {
      this.#stop();
      this.#set('connected');
    } else if (this.#state !== 'blocked') {
      this.#set(this.#state === 'connected' || this.#state === 'interrupted' ? 'interrupted' : 'connecting');
      this.#timer ??= setTimeout(() => this.#set('blocked'), BLOCKED_AFTER_MS);
    }
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
