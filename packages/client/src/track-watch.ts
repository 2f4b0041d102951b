export interface TrackWatchEvents {
  /** The device ended by itself: it was unplugged, or permission for it was taken back. */
  readonly ended: () => void;
  /** Nothing has come from the device for a while, though it is open: another program or a phone call has it. */
  readonly silent: () => void;
  /** It gives sound or pictures again. */
  readonly flowing: () => void;
}

/** How long a device may give nothing before the person is told, in milliseconds. */
const NOTICED_MS = 2_000;

/**
 * Watches one open device for what the system does to it (W3C Media Capture and Streams, section 4.3.1: `muted` is the
 * system's doing, never ours).
 */
export class TrackWatch {
  readonly #track: MediaStreamTrack;
  readonly #events: TrackWatchEvents;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isSilent = false;
  #closed = false;

  constructor(track: MediaStreamTrack, events: TrackWatchEvents) {
    this.#track = track;
    this.#events = events;
    track.addEventListener('mute', this.#look);
    track.addEventListener('unmute', this.#look);
    track.addEventListener('ended', this.#end);
    if (this.holdsBack) {
      this.#look();
    }
  }

  /** Whether nothing has come from the device for a while. */
  get isSilent(): boolean {
    return this.#isSilent;
  }

  /** Whether nothing comes from the device now, be it for a moment only. */
  get holdsBack(): boolean {
    return this.#track.muted || this.#track.readyState !== 'live';
  }

  close(): void {
    this.#closed = true;
    this.#stop();
    this.#track.removeEventListener('mute', this.#look);
    this.#track.removeEventListener('unmute', this.#look);
    this.#track.removeEventListener('ended', this.#end);
  }

  #look = (): void => {
    if (this.#closed) {
      return;
    }
    if (this.holdsBack) {
      this.#timer ??= setTimeout(() => {
        this.#isSilent = true;
        this.#events.silent();
      }, NOTICED_MS);
    } else {
      this.#stop();
      this.#isSilent = false;
      this.#events.flowing();
    }
  };

  #end = (): void => {
    this.#look();
    this.#events.ended();
  };

  #stop(): void {
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
      this.#timer = null;
    }
  }
}
