import { describe, expect, test } from '@jest/globals';
import type { VideoCodec } from '@plenary/protocol';
import { codecToSend, sendOptions, type SendAbilities } from '../../../packages/client/src/encodings.ts';

const BITRATES = { camera: 2_000_000, screen: 3_000_000, mic: 40_000, screenAudio: 128_000 };

/** A browser that encodes these codecs, and makes these layers of them. */
function browser(codecs: readonly VideoCodec[], layers: readonly string[] = []): SendAbilities {
  return {
    bitrates: BITRATES,
    capabilities: { codecs: codecs.map((codec) => ({ kind: 'video', mimeType: `video/${codec.toUpperCase()}`, clockRate: 90_000 })) },
    makesLayers: (codec, mode) => layers.includes(`${codec} ${mode}`),
  };
}

const chromium = browser(['vp8', 'h264', 'vp9', 'av1'], ['h264 L1T3', 'vp9 L3T3_KEY', 'vp9 L1T3', 'av1 L3T3_KEY', 'av1 L1T3']);
const firefox = browser(['vp8', 'h264', 'vp9', 'av1']);

describe('the codec that is sent', () => {
  test.each(['vp8', 'h264', 'vp9', 'av1'] as const)('is the room’s where the browser has all that is needed: %s', (codec) => {
    expect(codecToSend('camera', codec, chromium)).toBe(codec);
    expect(codecToSend('screen', codec, chromium)).toBe(codec);
  });

  test('is VP8 where the browser can’t encode the room’s', () => {
    expect(codecToSend('camera', 'av1', browser(['h264', 'vp8']))).toBe('vp8');
    expect(codecToSend('screen', 'h264', browser(['vp9', 'vp8']))).toBe('vp8');
  });

  test('is VP8 for a camera whose sizes the browser can’t make in VP9; a screen needs but one', () => {
    expect(codecToSend('camera', 'vp9', firefox)).toBe('vp8');
    expect(codecToSend('screen', 'vp9', firefox)).toBe('vp9');
    expect(codecToSend('camera', 'av1', firefox)).toBe('av1');
  });

  test('is another common one where there is no VP8, and left open where there is none', () => {
    expect(codecToSend('camera', 'av1', browser(['h264']))).toBe('h264');
    expect(codecToSend('camera', 'vp8', browser([]))).toBeNull();
  });
});

describe('a camera', () => {
  const encodings = (codec: VideoCodec | null, abilities = chromium) => sendOptions('camera', codec, abilities).encodings;

  test('is sent in three sizes by simulcast, in VP8', () => {
    expect(encodings('vp8')).toEqual([
      { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 160_000, maxFramerate: 30, scalabilityMode: 'L1T3' },
      { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 500_000, maxFramerate: 30, scalabilityMode: 'L1T3' },
      { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: 1_340_000, maxFramerate: 30, scalabilityMode: 'L1T3' },
    ]);
  });

  test('in H.264 likewise, with the frame rates that the browser has', () => {
    expect(encodings('h264')?.map(({ scalabilityMode }) => scalabilityMode)).toEqual(['L1T3', 'L1T3', 'L1T3']);
    expect(encodings('h264', firefox)?.map(({ scalabilityMode }) => scalabilityMode)).toEqual(['L1T1', 'L1T1', 'L1T1']);
  });

  test('in VP9 as one stream of three sizes, in AV1 as one of one size', () => {
    expect(encodings('vp9')).toEqual([{ maxBitrate: 2_000_000, scalabilityMode: 'L3T3_KEY' }]);
    expect(encodings('av1')).toEqual([{ maxBitrate: 2_000_000, scalabilityMode: 'L1T3' }]);
    expect(encodings('av1', firefox)).toEqual([{ maxBitrate: 2_000_000 }]);
  });

  test('names its codec to mediasoup-client', () => {
    expect(sendOptions('camera', 'vp9', chromium).codec?.mimeType).toBe('video/VP9');
    expect(sendOptions('camera', null, chromium).codec).toBeUndefined();
  });
});

test('a screen is sent in one size, with frame rates to choose from where that is no other kind of stream', () => {
  const encodings = (codec: VideoCodec, abilities = chromium) => sendOptions('screen', codec, abilities).encodings;
  for (const codec of ['vp8', 'h264'] as const) {
    expect(encodings(codec)).toEqual([{ maxBitrate: 3_000_000 }]);
  }
  for (const codec of ['vp9', 'av1'] as const) {
    expect(encodings(codec)).toEqual([{ maxBitrate: 3_000_000, scalabilityMode: 'L1T3' }]);
    expect(encodings(codec, firefox)).toEqual([{ maxBitrate: 3_000_000 }]);
  }
});

test('sound has no video codec', () => {
  expect(sendOptions('mic', null, chromium)).toMatchObject({ encodings: [{ maxBitrate: 40_000 }], codecOptions: { opusDtx: true } });
  expect(sendOptions('screenAudio', null, chromium)).toMatchObject({ codecOptions: { opusStereo: true, opusDtx: false } });
});
