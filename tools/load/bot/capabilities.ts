import type { types } from 'mediasoup-client';

/** RFC 6464. */
export const AUDIO_LEVEL_URI = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level';

/**
 * What a bot says it can do. No transport-wide congestion control and no REMB: bots give no such feedback, and
 * a server that waits for it keeps a growing history of sent packets, which falsifies its cost. No
 * retransmission streams, as bots never ask for one.
 */
export function botRtpCapabilities(): types.RtpCapabilities {
  return {
    codecs: [
      {
        kind: 'audio',
        mimeType: 'audio/opus',
        preferredPayloadType: 111,
        clockRate: 48_000,
        channels: 2,
        parameters: { minptime: 10, useinbandfec: 1 },
        rtcpFeedback: [],
      },
      {
        kind: 'video',
        mimeType: 'video/VP8',
        preferredPayloadType: 96,
        clockRate: 90_000,
        parameters: {},
        rtcpFeedback: [
          { type: 'nack', parameter: '' },
          { type: 'nack', parameter: 'pli' },
          { type: 'ccm', parameter: 'fir' },
        ],
      },
    ],
    headerExtensions: [
      { kind: 'audio', uri: AUDIO_LEVEL_URI, preferredId: 1, preferredEncrypt: false, direction: 'sendrecv' },
    ],
  };
}
