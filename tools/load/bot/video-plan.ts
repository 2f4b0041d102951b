import { readRecording } from './recorded-video.ts';
import type { VideoPlan } from './video-source.ts';

/**
 * What video a bot publishes: a preset sends simulcast layers with the bit rates that the client package asks
 * for; `fixed` sends one layer of a given packet rate and size, for comparisons at equal load;
 * `recorded` sends layers that were really encoded, from a file (`Recording`), to those who decode.
 */
export type VideoWish =
  | { readonly kind: 'preset'; readonly preset: '720p' | '360p' }
  | { readonly kind: 'fixed'; readonly packetsPerSecond: number; readonly payloadBytes: number }
  | { readonly kind: 'recorded'; readonly file: string };

const FRAMES_PER_SECOND = 30;
/** What browsers fill of a packet, about. */
const MAX_PAYLOAD_BYTES = 1_150;
const KEY_FRAME_FACTOR = 4;
const FALLBACK_BITRATE = 500_000;

/** A browser sends two layers of a 360p camera and three of a 720p one. */
export function maxEncodings(wish: VideoWish): number {
  switch (wish.kind) {
    case 'preset':
      return { '720p': 3, '360p': 2 }[wish.preset];
    case 'recorded':
      return readRecording(wish.file).layers.length;
    case 'fixed':
      return 1;
    default:
      return wish satisfies never;
  }
}

/** One plan per encoding, the smallest picture first. */
export function layerPlans(wish: Exclude<VideoWish, { kind: 'recorded' }>, encodings: readonly { readonly maxBitrate?: number }[]): VideoPlan[] {
  return encodings.map((encoding, i) => {
    // Each layer has half the width and height of the next; both presets begin at 320 × 180.
    const size = { width: 320 * 2 ** i, height: 180 * 2 ** i };
    if (wish.kind === 'fixed') {
      const { packetsPerSecond, payloadBytes } = wish;
      const framesPerSecond = Math.min(FRAMES_PER_SECOND, packetsPerSecond);
      // A constant rate, so that runs with more or fewer key frames stay comparable.
      return { framesPerSecond, packetsPerSecond, payloadBytes, keyFrameFactor: 1, ...size };
    }
    const frameBytes = (encoding.maxBitrate ?? FALLBACK_BITRATE) / 8 / FRAMES_PER_SECOND;
    const packetsPerFrame = Math.ceil(frameBytes / MAX_PAYLOAD_BYTES);
    return {
      framesPerSecond: FRAMES_PER_SECOND,
      packetsPerSecond: packetsPerFrame * FRAMES_PER_SECOND,
      payloadBytes: Math.round(frameBytes / packetsPerFrame),
      keyFrameFactor: KEY_FRAME_FACTOR,
      ...size,
    };
  });
}
