import { readRtp, sequenceDelta, timestampDelta, writeRtp, writeSenderReport } from './rtp.ts';
import { SLATE, type OutputCodec } from './slate.ts';
import { asOnePicture } from './vp9.ts';

export const PICTURE_PAYLOAD_TYPE = 96;
export const PICTURE_CLOCK_HZ = 90_000;

/** How often the slate is repeated, in milliseconds. */
const SLATE_MS = 200;
/** Without any packet for so long, in milliseconds, a video counts as gone: a still screen sends one a second. */
const STALL_MS = 3_000;
/** A sender whose clock has run so far from ours is counted anew. In ticks. */
const MAX_SKEW_TICKS = PICTURE_CLOCK_HZ;
/** By so much of its time a stream may run faster to come back into step. */
const CATCH_UP = 0.1;
/** So many pictures a packet may be late and still find its own. */
const KNOWN_PICTURES = 128;

/** How the packets of a sender become those of the lane. */
interface Anchor {
  /** The newest picture: its own timestamp and the lane's. */
  timestamp: number;
  at: number;
  readonly sequence: number;
  readonly first: number;
}

/**
 * The encoder's picture input: one stream whose sender may change, with a plain picture while there is none, so
 * that the output goes on. A sender begins with a key frame: mediasoup lets a consumer begin with nothing else.
 */
export class PictureLane {
  readonly #codec: OutputCodec;
  readonly #ssrc: number;
  readonly #send: (packet: Buffer) => void;
  #anchor: Anchor | null = null;
  #live = false;
  /** When the last picture went out, in milliseconds of the run. */
  #lastMs = -Infinity;
  #lastTimestamp = -1;
  #lastSequence = -1;
  /** The lane's timestamps of the latest pictures, by their own. */
  readonly #placed = new Map<number, number>();

  constructor(codec: OutputCodec, ssrc: number, send: (packet: Buffer) => void) {
    this.#codec = codec;
    this.#ssrc = ssrc;
    this.#send = send;
  }

  /** From here on packets come from another sender; the picture before goes on until its first one. */
  begin(): void {
    this.#anchor = null;
    this.#live = true;
  }

  /** There is no sender. */
  end(): void {
    this.#live = false;
    this.#lastMs = -Infinity;
  }

  /** @param elapsedMs milliseconds since the start of the run */
  push(packet: Buffer, elapsedMs: number): void {
    const rtp = readRtp(packet);
    const payload = rtp !== null && this.#codec === 'vp9' ? asOnePicture(rtp.payload, rtp.marker) : rtp?.payload ?? null;
    if (rtp === null || payload === null || !this.#live) {
      return;
    }
    const anchor = this.#anchored(rtp.timestamp, rtp.sequence, ticks(elapsedMs));
    const timestamp = this.#place(anchor, rtp.timestamp, ticks(elapsedMs));
    const ahead = sequenceDelta(rtp.sequence, anchor.sequence);
    const sequence = anchor.first + ahead;
    if (ahead > 0x3fff) {
      // Long before either count wraps it is taken up anew.
      this.#anchor = { timestamp: rtp.timestamp, at: timestamp, sequence: rtp.sequence, first: sequence };
    }
    this.#emit(payload, rtp.marker, sequence, timestamp);
    this.#lastMs = elapsedMs;
  }

  /** @returns whether the sender has been silent for too long, and should begin anew with a key frame */
  tick(elapsedMs: number): boolean {
    const silent = elapsedMs - this.#lastMs;
    if (this.#live) {
      if (silent < STALL_MS) {
        return false;
      }
      this.end();
      return true;
    }
    if (silent >= SLATE_MS) {
      this.#lastMs = elapsedMs;
      const timestamp = Math.max(ticks(elapsedMs), this.#lastTimestamp + 1);
      const payloads = SLATE[this.#codec];
      payloads.forEach((payload, i) => this.#emit(payload, i === payloads.length - 1, this.#lastSequence + 1, timestamp));
    }
    return false;
  }

  /** Ties the stream to the time of day, so that the encoder keeps it in step with the others. */
  report(startedAt: number, elapsedMs: number): void {
    this.#send(writeSenderReport(this.#ssrc, startedAt + elapsedMs, ticks(elapsedMs)));
  }

  #anchored(timestamp: number, sequence: number, now: number): Anchor {
    if (this.#anchor !== null) {
      const at = this.#anchor.at + timestampDelta(timestamp, this.#anchor.timestamp);
      if (Math.abs(at - now) <= MAX_SKEW_TICKS) {
        return this.#anchor;
      }
    }
    this.#anchor = { timestamp, sequence, at: Math.max(now, this.#lastTimestamp + 1), first: this.#lastSequence + 1 };
    this.#placed.clear();
    return this.#anchor;
  }

  /**
   * When a picture is to be shown. The first one is a key frame, which may take far longer to come than what follows:
   * what then comes before its time shows by how much, and the stream runs a little faster until it is in step with
   * the voices. All packets of a picture get the same.
   */
  #place(anchor: Anchor, timestamp: number, now: number): number {
    const known = this.#placed.get(timestamp);
    if (known !== undefined) {
      return known;
    }
    const passed = timestampDelta(timestamp, anchor.timestamp);
    let at = anchor.at + passed;
    if (passed >= 0) {
      at -= Math.floor(Math.min(Math.max(0, at - now), CATCH_UP * passed));
      [anchor.timestamp, anchor.at] = [timestamp, at];
    }
    this.#placed.set(timestamp, at);
    if (this.#placed.size > KNOWN_PICTURES) {
      this.#placed.delete(this.#placed.keys().next().value as number);
    }
    return at;
  }

  #emit(payload: Buffer, marker: boolean, sequence: number, timestamp: number): void {
    const header = { marker, sequence, timestamp, payloadType: PICTURE_PAYLOAD_TYPE, ssrc: this.#ssrc };
    this.#send(writeRtp(header, payload));
    // A packet that was late goes out in its old place.
    this.#lastSequence = Math.max(this.#lastSequence, sequence);
    this.#lastTimestamp = Math.max(this.#lastTimestamp, timestamp);
  }
}

const ticks = (elapsedMs: number): number => Math.round((elapsedMs * PICTURE_CLOCK_HZ) / 1_000);
