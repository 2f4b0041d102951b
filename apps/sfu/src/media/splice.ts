/** The first two of the fixed header's bytes hold flags; the number, the time and the source follow (RFC 3550). */
const OFFSET = { sequence: 2, timestamp: 4, ssrc: 8 } as const;
const HEADER_BYTES = 12;

/**
 * Joins RTP streams one after the other into a single one that never breaks: numbers go on by one, and time by what
 * really passed.
 */
export class Splice {
  readonly ssrc: number;
  readonly #clockRate: number;
  #sequence = 0;
  #timestamp = 0;
  #sentAt: number | null = null;
  #sequenceOffset = 0;
  #timestampOffset = 0;

  /** @param clockRate of the codec, in Hz */
  constructor(ssrc: number, clockRate: number) {
    this.ssrc = ssrc;
    this.#clockRate = clockRate;
  }

  /**
   * Makes a packet the next one of the stream, in place.
   * @param begins whether it is the first of another stream than those before
   * @param now milliseconds on a clock that only goes forward
   * @returns `false` when it is too short to be RTP
   */
  write(packet: Buffer, begins: boolean, now: number = performance.now()): boolean {
    if (packet.length < HEADER_BYTES) {
      return false;
    }
    const sequence = packet.readUInt16BE(OFFSET.sequence);
    const timestamp = packet.readUInt32BE(OFFSET.timestamp);
    if (begins) {
      const passed = this.#sentAt === null ? 0 : Math.max(1, Math.round(((now - this.#sentAt) * this.#clockRate) / 1_000));
      this.#sequenceOffset = this.#sequence + 1 - sequence;
      this.#timestampOffset = this.#timestamp + passed - timestamp;
    }
    const nextSequence = (sequence + this.#sequenceOffset) & 0xffff;
    const nextTimestamp = (timestamp + this.#timestampOffset) >>> 0;
    // A packet that was lost on its way here and sent again comes late: the stream does not go back for it.
    if (begins || ((nextSequence - this.#sequence) & 0xffff) < 0x8000) {
      this.#sequence = nextSequence;
      this.#timestamp = nextTimestamp;
      this.#sentAt = now;
    }
    packet.writeUInt16BE(nextSequence, OFFSET.sequence);
    packet.writeUInt32BE(nextTimestamp, OFFSET.timestamp);
    packet.writeUInt32BE(this.ssrc, OFFSET.ssrc);
    return true;
  }
}

/** Payload-specific feedback, and those of its kinds that ask for a key frame (RFC 4585, RFC 5104). */
const FEEDBACK = { payloadType: 206, pictureLoss: 1, fullIntra: 4 } as const;

/** Whether a compound RTCP packet asks for a key frame. */
export function asksForKeyFrame(compound: Buffer): boolean {
  for (let at = 0; at + 4 <= compound.length; at += (compound.readUInt16BE(at + 2) + 1) * 4) {
    const format = compound.readUInt8(at) & 0x1f;
    const fits = compound.readUInt8(at + 1) === FEEDBACK.payloadType;
    if (fits && (format === FEEDBACK.pictureLoss || format === FEEDBACK.fullIntra)) {
      return true;
    }
  }
  return false;
}
