import type { RtpCapabilities, ServerConfig, TrackSource } from '@plenary/protocol';
import type { types } from 'mediasoup-client';

/** How a source is sent: what mediasoup-client's `transport.produce` takes beside the track. */
export type SendOptions = Pick<types.ProducerOptions, 'encodings' | 'codecOptions' | 'codec'>;

/**
 * Camera: three simulcast layers (a quarter, half and full size), so that each viewer can be given what fits.
 * Screen: one layer, as simulcast of a screen share is still experimental in browsers.
 * Mic: discontinuous transmission and in-band forward error correction; screen sound: stereo, never interrupted.
 */
export function sendOptions(
  source: TrackSource,
  bitrates: ServerConfig['bitrates'],
  capabilities: RtpCapabilities,
): SendOptions {
  switch (source) {
    case 'camera':
      return {
        encodings: [
          { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: Math.round(bitrates.camera * 0.08), scalabilityMode: 'L1T3' },
          { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: Math.round(bitrates.camera * 0.25), scalabilityMode: 'L1T3' },
          { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: Math.round(bitrates.camera * 0.67), scalabilityMode: 'L1T3' },
        ],
        codecOptions: { videoGoogleStartBitrate: 1_000 },
        ...vp8(capabilities),
      };
    case 'screen':
      return {
        // Without a scalability mode: mediasoup takes a lone VP8 encoding with temporal layers for SVC.
        encodings: [{ maxBitrate: bitrates.screen }],
        codecOptions: { videoGoogleStartBitrate: 1_000 },
        ...vp8(capabilities),
      };
    case 'mic':
      return { encodings: [{ maxBitrate: bitrates.mic }], codecOptions: { opusDtx: true, opusFec: true, opusStereo: false } };
    case 'screenAudio':
      return {
        encodings: [{ maxBitrate: bitrates.screenAudio }],
        codecOptions: { opusDtx: false, opusFec: true, opusStereo: true, opusMaxAverageBitrate: bitrates.screenAudio },
      };
    default:
      return source satisfies never;
  }
}

/** VP8 is the one codec that every browser both encodes in layers and decodes; without it the first common one is taken. */
function vp8(capabilities: RtpCapabilities): Pick<SendOptions, 'codec'> {
  const codec = capabilities.codecs?.find(({ mimeType }) => mimeType.toLowerCase() === 'video/vp8');
  return codec === undefined ? {} : { codec: codec as types.RtpCodecCapability };
}
