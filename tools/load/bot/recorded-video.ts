import { readFileSync } from 'node:fs';
import { MAX_LAG_MS, type Paced } from './pacer.ts';
import { RTP_HEADER, senderReport, writeRtpHeader } from './rtp.ts';
import { VP8_DESCRIPTOR, writeVp8Descriptor } from './vp8.ts';

const CLOCK_RATE = 90_000;
const REPORT_INTERVAL_MS = 1_000;
/** What browsers fill of a packet, about. */
const MAX_PAYLOAD_BYTES = 1_150;

export interface RecordedLayer {
  readonly width: number;
  readonly height: number;
  /** Encoded VP8 frames in base64; the first alone is a key frame. */
  readonly frames: readonly string[];
}

export interface Recording {
  readonly framesPerSecond: number;
  /** The smallest first. */
  readonly layers: readonly RecordedLayer[];
}

const recordings = new Map<string, { readonly framesPerSecond: number; readonly layers: readonly (readonly Buffer[])[] }>();

/** Reads a recording once for all bots of a process. */
export function readRecording(file: string): { readonly framesPerSecond: number; readonly layers: readonly (readonly Buffer[])[] } {
  const known = recordings.get(file);
  if (known !== undefined) {
    return known;
  }
  const { framesPerSecond, layers } = JSON.parse(readFileSync(file, 'utf8')) as Recording;
  const read = { framesPerSecond, layers: layers.map(({ frames }) => frames.map((frame) => Buffer.from(frame, 'base64'))) };
  recordings.set(file, read);
  return read;
}

export interface RecordedVideoOptions {
  readonly frames: readonly Buffer[];
  readonly framesPerSecond: number;
  readonly ssrc: number;
  readonly payloadType: number;
  readonly send: (packet: Buffer) => void;
  readonly ready: () => boolean;
}

/**
 * One layer of VP8 that was really encoded, over and over, for receivers that decode. A key frame on request is
 * the recording's beginning.
 */
export class RecordedVideo implements Paced {
  dueAt: number;
  sent = 0;
  readonly ssrc: number;
  readonly #options: RecordedVideoOptions;
  readonly #packet = Buffer.alloc(RTP_HEADER + VP8_DESCRIPTOR + MAX_PAYLOAD_BYTES);
  readonly #startedAt: number;
  #active = true;
  #maxFramerate: number | undefined;
  #next = 0;
  #keyFrameWanted = false;
  #sequence = Math.floor(Math.random() * 0x10000);
  #pictureId = Math.floor(Math.random() * 0x8000);
  #octets = 0;
  #reportDueAt = 0;

  constructor(options: RecordedVideoOptions) {
    this.#options = options;
    this.ssrc = options.ssrc;
    this.dueAt = this.#startedAt = performance.now() + Math.random() * (1_000 / options.framesPerSecond);
  }

  requestKeyFrame(): void {
    this.#keyFrameWanted = true;
  }

  set active(active: boolean) {
    this.#keyFrameWanted ||= active && !this.#active;
    this.#active = active;
  }

  get active(): boolean {
    return this.#active;
  }

  /** Frames of a recording depend on each other: one that is to be slower sends key frames only. */
  set maxFramerate(maxFramerate: number | undefined) {
    if (this.#slow && (maxFramerate ?? Infinity) > (this.#maxFramerate ?? Infinity)) {
      this.#keyFrameWanted = true;
      this.dueAt = performance.now();
    }
    this.#maxFramerate = maxFramerate;
  }

  get maxFramerate(): number | undefined {
    return this.#maxFramerate;
  }

  get #slow(): boolean {
    return (this.#maxFramerate ?? Infinity) < this.#options.framesPerSecond;
  }

  step(): void {
    const { frames, framesPerSecond, ready } = this.#options;
    const now = performance.now();
    const interval = 1_000 / Math.min(framesPerSecond, this.#maxFramerate ?? Infinity);
    this.dueAt = now - this.dueAt > MAX_LAG_MS ? now + interval : this.dueAt + interval;
    if (!this.#active || !ready()) {
      return;
    }
    if (this.#keyFrameWanted || this.#slow || this.#next >= frames.length) {
      this.#keyFrameWanted = false;
      this.#next = 0;
    }
    const frame = frames[this.#next++];
    if (frame !== undefined) {
      this.#sendFrame(frame, now);
    }
    if (now >= this.#reportDueAt) {
      this.#reportDueAt = now + REPORT_INTERVAL_MS;
      this.#sendReport(now);
    }
  }

  #sendFrame(frame: Buffer, now: number): void {
    const { ssrc, payloadType, send } = this.#options;
    this.#pictureId = (this.#pictureId + 1) & 0x7fff;
    const timestamp = this.#timestampAt(now);
    for (let offset = 0; offset < frame.length; offset += MAX_PAYLOAD_BYTES) {
      const end = Math.min(frame.length, offset + MAX_PAYLOAD_BYTES);
      writeRtpHeader(this.#packet, { payloadType, ssrc, timestamp, marker: end === frame.length, sequence: this.#sequence });
      writeVp8Descriptor(this.#packet, RTP_HEADER, {
        start: offset === 0, pictureId: this.#pictureId, tl0PictureIndex: this.#pictureId & 0xff, temporalLayer: 0,
      });
      frame.copy(this.#packet, RTP_HEADER + VP8_DESCRIPTOR, offset, end);
      const packet = this.#packet.subarray(0, RTP_HEADER + VP8_DESCRIPTOR + end - offset);
      send(packet);
      this.#sequence = (this.#sequence + 1) & 0xffff;
      this.#octets += packet.length - RTP_HEADER;
      this.sent++;
    }
  }

  #sendReport(now: number): void {
    const { ssrc, send } = this.#options;
    const wallClock = performance.timeOrigin + now;
    send(senderReport({ ssrc, timestamp: this.#timestampAt(now), wallClock, packets: this.sent, octets: this.#octets }));
  }

  #timestampAt(now: number): number {
    return Math.round(((now - this.#startedAt) * CLOCK_RATE) / 1_000) >>> 0;
  }
}
