/** Pictures have halted when none was decoded for so long although packets come, in milliseconds. */
const HALTED_MS = 900;
/** So many packets are more than one picture that is still on its way. */
const LEAST_PACKETS = 10;
/** A key frame is asked for again after so long, in milliseconds: it takes a while, and may get lost as well. */
const AGAIN_MS = 1_500;

/** Of a received video, since it began (W3C WebRTC Statistics, `RTCInboundRtpStreamStats`). */
export interface VideoCounts {
  readonly framesDecoded?: number;
  readonly packetsReceived?: number;
}

interface Known {
  /** When a picture was decoded at the latest, in milliseconds. */
  movedAt: number;
  /** As they were then. */
  decoded: number;
  packets: number;
  askedAt: number;
}

/**
 * Notices that the pictures of a video have halted for good: a packet was lost so often that the browser gave it up, and
 * nothing can be decoded without it. Chromium asks for a key frame by itself only after 3 s.
 */
export class HaltWatch {
  readonly #known = new Map<string, Known>();

  /**
   * @param now in milliseconds
   * @returns whether a key frame should be asked for now
   */
  hasHalted(id: string, { framesDecoded = 0, packetsReceived = 0 }: VideoCounts, now: number): boolean {
    const known = this.#known.get(id);
    if (known === undefined || framesDecoded !== known.decoded) {
      this.#known.set(id, { movedAt: now, decoded: framesDecoded, packets: packetsReceived, askedAt: known?.askedAt ?? -Infinity });
      return false;
    }
    const halted = now - known.movedAt >= HALTED_MS && packetsReceived - known.packets >= LEAST_PACKETS;
    if (!halted || now - known.askedAt < AGAIN_MS) {
      return false;
    }
    known.askedAt = now;
    return true;
  }

  /** What is looked at no more. */
  forget(id: string): void {
    this.#known.delete(id);
  }
}
