import { MAX_LAG_MS, type Paced } from './pacer.ts';
import { RTP_HEADER, STAMP_BYTES, senderReport, sharedNow, writeRtpHeader, writeStamp } from './rtp.ts';
import { VP8_HEADER, writeVp8Header } from './vp8.ts';

const CLOCK_RATE = 90_000;
const REPORT_INTERVAL_MS = 1_000;

export interface VideoPlan {
  readonly framesPerSecond: number;
  readonly packetsPerSecond: number;
  readonly payloadBytes: number;
  /** How many times larger a key frame is than another. */
  readonly keyFrameFactor: number;
  readonly width: number;
  readonly height: number;
}

export interface VideoSourceOptions {
  readonly plan: VideoPlan;
  readonly ssrc: number;
  readonly payloadType: number;
  readonly send: (packet: Buffer) => void;
  readonly ready: () => boolean;
}

/**
 * One layer of VP8: frames of a constant size in three temporal layers, a key frame first and on request, and
 * sender reports. Descriptors and frame headers are valid, the pictures are not.
 */
export class VideoSource implements Paced {
  dueAt: number;
  /** Packets handed to the connection. */
  sent = 0;
  /** Whether the server wants this layer (dynacast); one that comes back begins with a key frame. */
  #active = true;
  readonly ssrc: number;
  readonly #options: VideoSourceOptions;
  readonly #packet: Buffer;
  readonly #startedAt: number;
  readonly #firstTimestamp = Math.floor(Math.random() * 2 ** 32);
  #sequence = Math.floor(Math.random() * 0x10000);
  #frame = 0;
  #pictureId = Math.floor(Math.random() * 0x8000);
  #tl0PictureIndex = 0;
  /** Position in the pattern of temporal layers, counted from the last key frame. */
  #pattern = 0;
  #keyFrameWanted = true;
  #maxFramerate: number | undefined;
  #octets = 0;
  #reportDueAt = 0;

  constructor(options: VideoSourceOptions) {
    this.#options = options;
    this.ssrc = options.ssrc;
    this.#packet = Buffer.alloc(RTP_HEADER + Math.max(options.plan.payloadBytes, VP8_HEADER + STAMP_BYTES), 0x55);
    this.dueAt = this.#startedAt = performance.now() + Math.random() * (1_000 / options.plan.framesPerSecond);
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

  /** A layer that may go faster again begins with a key frame, as an encoder that is set up anew does. */
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

  /** Whether fewer frames are wanted of it than it was made for. */
  get #slow(): boolean {
    return (this.#maxFramerate ?? Infinity) < this.#options.plan.framesPerSecond;
  }

  step(): void {
    const { plan, ready } = this.#options;
    const now = performance.now();
    const interval = 1_000 / Math.min(plan.framesPerSecond, this.#maxFramerate ?? Infinity);
    this.dueAt = now - this.dueAt > MAX_LAG_MS ? now + interval : this.dueAt + interval;
    const packets = this.#slow ? 1 : this.#packetsOfFrame(this.#frame++);
    if (!this.#active || !ready()) {
      return;
    }
    this.#sendFrame(packets, now);
    if (now >= this.#reportDueAt) {
      this.#reportDueAt = now + REPORT_INTERVAL_MS;
      this.#sendReport(now);
    }
  }

  /** Spreads a rate that is no multiple of the frame rate evenly. */
  #packetsOfFrame(frame: number): number {
    const perFrame = this.#options.plan.packetsPerSecond / this.#options.plan.framesPerSecond;
    return Math.max(1, Math.floor((frame + 1) * perFrame) - Math.floor(frame * perFrame));
  }

  #sendFrame(packets: number, now: number): void {
    const { plan, ssrc, payloadType, send } = this.#options;
    const keyFrame = this.#keyFrameWanted;
    this.#keyFrameWanted = false;
    this.#pattern = keyFrame ? 0 : (this.#pattern + 1) % 4;
    const temporalLayer = [0, 2, 1, 2][this.#pattern] as number;
    this.#pictureId = (this.#pictureId + 1) & 0x7fff;
    if (temporalLayer === 0) {
      this.#tl0PictureIndex = (this.#tl0PictureIndex + 1) & 0xff;
    }
    const count = keyFrame ? Math.round(packets * plan.keyFrameFactor) : packets;
    const timestamp = this.#timestampAt(now);
    for (let i = 0; i < count; i++) {
      writeRtpHeader(this.#packet, { payloadType, ssrc, timestamp, marker: i === count - 1, sequence: this.#sequence });
      writeVp8Header(this.#packet, RTP_HEADER, {
        start: i === 0,
        keyFrame,
        pictureId: this.#pictureId,
        tl0PictureIndex: this.#tl0PictureIndex,
        temporalLayer,
        width: plan.width,
        height: plan.height,
      });
      writeStamp(this.#packet, sharedNow());
      send(this.#packet);
      this.#sequence = (this.#sequence + 1) & 0xffff;
      this.#octets += this.#packet.length - RTP_HEADER;
      this.sent++;
    }
  }

  #sendReport(now: number): void {
    const { ssrc, send } = this.#options;
    const timestamp = this.#timestampAt(now);
    const wallClock = performance.timeOrigin + now;
    send(senderReport({ ssrc, timestamp, wallClock, packets: this.sent, octets: this.#octets }));
  }

  #timestampAt(now: number): number {
    return (this.#firstTimestamp + Math.round(((now - this.#startedAt) * CLOCK_RATE) / 1_000)) >>> 0;
  }
}
