import type { Histogram } from './histogram.ts';
import { RTP_HEADER, isRtcp, readStamp, sharedNow } from './rtp.ts';
import { TrackCounter } from './track-counter.ts';
import { beginsKeyFrame } from './vp8.ts';

/** What one participant received, from its beginning. */
export interface Received {
  /** Tracks that the server announced, those that ended included. */
  tracks: number;
  /** Announced tracks of which no packet came. */
  silent: number;
  expected: number;
  received: number;
  lost: number;
  bytes: number;
  /** The largest share lost of any one track, 0 to 1. */
  worstLoss: number;
  /** Packets of streams that were not announced by then: a browser would lose them. */
  unannounced: number;
}

/** Counts what one participant receives. It answers nothing: no reports, no feedback. */
export class Receiver {
  /** Milliseconds of `performance.now()`; `null` until it came. */
  firstPacketAt: number | null = null;
  firstKeyFrameAt: number | null = null;
  readonly #delays: Pick<Histogram, 'record'>;
  readonly #counters = new Map<number, TrackCounter>();
  readonly #announced: { readonly ssrc: number; readonly counter: TrackCounter }[] = [];
  readonly #videos = new Set<number>();
  #unannounced = 0;

  /** @param delays where every packet's time on the way is recorded */
  constructor(delays: Pick<Histogram, 'record'>) {
    this.#delays = delays;
  }

  announce(ssrc: number, kind: 'audio' | 'video'): void {
    const counter = new TrackCounter();
    this.#counters.set(ssrc, counter);
    this.#announced.push({ ssrc, counter });
    if (kind === 'video') {
      this.#videos.add(ssrc);
    }
  }

  /** The track ended; what still comes of it counts no more. */
  retire(ssrc: number): void {
    this.#counters.delete(ssrc);
  }

  packet(packet: Buffer): void {
    if (packet.length < RTP_HEADER || isRtcp(packet)) {
      return;
    }
    const ssrc = packet.readUInt32BE(8);
    const counter = this.#counters.get(ssrc);
    if (counter === undefined) {
      this.#unannounced += this.#announced.some((track) => track.ssrc === ssrc) ? 0 : 1;
      return;
    }
    counter.count(packet.readUInt16BE(2), packet.length);
    const sentAt = readStamp(packet);
    if (sentAt !== null) {
      this.#delays.record(sharedNow() - sentAt);
    }
    this.firstPacketAt ??= performance.now();
    if (this.firstKeyFrameAt === null && this.#videos.has(ssrc) && beginsKeyFrame(packet.subarray(payloadOffset(packet)))) {
      this.firstKeyFrameAt = performance.now();
    }
  }

  /** Tracks that are received now. */
  get current(): number {
    return this.#counters.size;
  }

  totals(): Received {
    const sum: Received = {
      tracks: 0, silent: 0, expected: 0, received: 0, lost: 0, bytes: 0, worstLoss: 0,
      unannounced: this.#unannounced,
    };
    for (const { counter } of this.#announced) {
      sum.tracks++;
      sum.silent += counter.received === 0 ? 1 : 0;
      sum.expected += counter.expected;
      sum.received += counter.received;
      sum.lost += counter.lost;
      sum.bytes += counter.bytes;
      sum.worstLoss = Math.max(sum.worstLoss, counter.lost / Math.max(1, counter.expected));
    }
    return sum;
  }
}

function payloadOffset(packet: Buffer): number {
  const first = packet[0] ?? 0;
  const afterSources = RTP_HEADER + (first & 0x0f) * 4;
  return (first & 0x10) === 0 ? afterSources : afterSources + 4 + packet.readUInt16BE(afterSources + 2) * 4;
}
