import { MAX_LAG_MS, type Paced } from './pacer.ts';
import { RTP_HEADER_WITH_LEVEL, STAMP_BYTES, sharedNow, writeAudioLevel, writeRtpHeader, writeStamp } from './rtp.ts';

const CLOCK_RATE = 48_000;
/** Full-band CELT, 20 ms, mono, one frame in the packet (RFC 6716, section 3.1). */
const OPUS_TOC = 0xf8;
/** Levels in -dBov: someone speaks; a quiet room. */
const SPEECH = 25;
const SILENCE = 90;

export interface AudioPlan {
  readonly packetsPerSecond: number;
  /** Fewer while silent, as with discontinuous transmission; as many where it is left out. */
  readonly silentPacketsPerSecond?: number;
  readonly payloadBytes: number;
}

export interface AudioSourceOptions {
  readonly plan: AudioPlan;
  readonly ssrc: number;
  readonly payloadType: number;
  /** Id of the audio level extension (RFC 6464), when it was negotiated. */
  readonly levelId: number | undefined;
  /** Whether this participant speaks now. */
  readonly speaks: () => boolean;
  readonly send: (packet: Buffer) => void;
  readonly ready: () => boolean;
}

/** Opus packets of a constant rate whose audio level says who speaks; their content is meaningless. */
export class AudioSource implements Paced {
  dueAt: number;
  /** Packets handed to the connection. */
  sent = 0;
  readonly #options: AudioSourceOptions;
  readonly #packet: Buffer;
  #sequence = Math.floor(Math.random() * 0x10000);
  #timestamp = Math.floor(Math.random() * 2 ** 32);
  #spoke = false;

  constructor(options: AudioSourceOptions) {
    this.#options = options;
    this.#packet = Buffer.alloc(RTP_HEADER_WITH_LEVEL + Math.max(options.plan.payloadBytes, 1 + STAMP_BYTES), 0x55);
    this.#packet[RTP_HEADER_WITH_LEVEL] = OPUS_TOC;
    // Not all participants in one instant.
    this.dueAt = performance.now() + Math.random() * (1_000 / options.plan.packetsPerSecond);
  }

  step(): void {
    const { plan, ssrc, payloadType, levelId, speaks, send, ready } = this.#options;
    const now = performance.now();
    const voice = speaks();
    const rate = voice ? plan.packetsPerSecond : plan.silentPacketsPerSecond ?? plan.packetsPerSecond;
    const interval = 1_000 / rate;
    this.dueAt = now - this.dueAt > MAX_LAG_MS ? now + interval : this.dueAt + interval;
    this.#timestamp = (this.#timestamp + CLOCK_RATE / rate) >>> 0;
    if (!ready()) {
      return;
    }
    // The marker begins a talk spurt (RFC 3551, section 4.1).
    const header = { payloadType, ssrc, marker: voice && !this.#spoke, sequence: this.#sequence, timestamp: this.#timestamp };
    writeRtpHeader(this.#packet, header, true);
    // Id 15 is reserved and to be ignored; it keeps the header's length where no level was negotiated.
    writeAudioLevel(this.#packet, levelId ?? 15, voice ? SPEECH : SILENCE, voice);
    writeStamp(this.#packet, sharedNow());
    send(this.#packet);
    this.#spoke = voice;
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.sent++;
  }
}
