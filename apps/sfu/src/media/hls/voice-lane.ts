import { readRtp, timestampDelta, writeRtp, writeSenderReport } from './rtp.ts';

export const VOICE_PAYLOAD_TYPE = 111;
/** Opus in RTP always counts in samples of 48 kHz (RFC 7587). */
export const VOICE_CLOCK_HZ = 48_000;

/** 20 ms of silence, mono: a frame of the CELT layer without content (RFC 6716). */
const SILENCE = Buffer.from([0xf8, 0xff, 0xfe]);
const SILENCE_SAMPLES = 960;
/** How long a lane waits for packets before it goes on with silence: what a network may hold them up. In samples. */
const PATIENCE_SAMPLES = 0.2 * VOICE_CLOCK_HZ;
/** A sender whose clock has run so far from ours is counted anew. In samples. */
const MAX_SKEW_SAMPLES = 0.3 * VOICE_CLOCK_HZ;

/**
 * One of the encoder's sound inputs. Whatever comes in, and even when nothing does, what goes out is one stream
 * without a gap: the mixer behind it waits for all of its inputs, so a muted microphone that simply stopped would
 * stop everyone's sound. Who speaks on a lane may change at any time.
 */
export class VoiceLane {
  readonly #ssrc: number;
  readonly #send: (packet: Buffer) => void;
  /** Samples that have gone out, from the start of the run. */
  #next = 0;
  #sequence = 0;
  /** Which sample of ours a timestamp of the sender's stands for. */
  #anchor: { readonly timestamp: number; readonly at: number } | null = null;

  constructor(ssrc: number, send: (packet: Buffer) => void) {
    this.#ssrc = ssrc;
    this.#send = send;
  }

  /** Another sender, or none. */
  reset(): void {
    this.#anchor = null;
  }

  /** @param elapsedMs milliseconds since the start of the run */
  push(packet: Buffer, elapsedMs: number): void {
    const rtp = readRtp(packet);
    const samples = rtp === null ? 0 : opusSamples(rtp.payload);
    if (rtp === null || samples === 0) {
      return;
    }
    const at = this.#place(rtp.timestamp, ticks(elapsedMs));
    if (at < this.#next - SILENCE_SAMPLES) {
      // Too late: silence is there already.
      return;
    }
    this.#fillUpTo(at);
    this.#emit(rtp.payload, samples);
  }

  /** To be called every few milliseconds. */
  tick(elapsedMs: number): void {
    this.#fillUpTo(ticks(elapsedMs) - PATIENCE_SAMPLES);
  }

  /** Ties the stream to the time of day, so that the encoder keeps it in step with the others. */
  report(startedAt: number, elapsedMs: number): void {
    this.#send(writeSenderReport(this.#ssrc, startedAt + elapsedMs, ticks(elapsedMs)));
  }

  #place(timestamp: number, now: number): number {
    if (this.#anchor !== null) {
      const at = this.#anchor.at + timestampDelta(timestamp, this.#anchor.timestamp);
      if (Math.abs(at - now) <= MAX_SKEW_SAMPLES) {
        // Taken up from packet to packet, timestamps may wrap.
        this.#anchor = { timestamp, at };
        return at;
      }
    }
    const at = Math.max(now, this.#next);
    this.#anchor = { timestamp, at };
    return at;
  }

  #fillUpTo(at: number): void {
    while (this.#next + SILENCE_SAMPLES <= at) {
      this.#emit(SILENCE, SILENCE_SAMPLES);
    }
  }

  #emit(payload: Buffer, samples: number): void {
    this.#send(writeRtp({
      marker: false,
      sequence: this.#sequence++,
      timestamp: this.#next,
      payloadType: VOICE_PAYLOAD_TYPE,
      ssrc: this.#ssrc,
    }, payload));
    this.#next += samples;
  }
}

const ticks = (elapsedMs: number): number => Math.round((elapsedMs * VOICE_CLOCK_HZ) / 1_000);

/** Samples of one channel in an Opus packet, by its first bytes (RFC 6716, section 3.1); 0 for a faulty one. */
export function opusSamples(payload: Buffer): number {
  const [toc, frames = 0] = payload;
  if (toc === undefined) {
    return 0;
  }
  const config = toc >> 3;
  let frame: number;
  if (config < 12) {
    frame = [480, 960, 1_920, 2_880][config % 4] ?? 0;
  } else if (config < 16) {
    frame = config % 2 === 0 ? 480 : 960;
  } else {
    frame = 120 << (config % 4);
  }
  const code = toc & 3;
  return frame * (code === 3 ? frames & 0x3f : code === 0 ? 1 : 2);
}
