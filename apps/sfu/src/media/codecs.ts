import type { types } from 'mediasoup';
import { generateRouterRtpCapabilities } from 'mediasoup/ortc';

/**
 * What every router of this deployment can route, the preferred first. The same for all rooms, so that clients
 * know it before they join. Clients choose among these; VP8 comes first because every browser both encodes it
 * in layers and decodes it.
 */
export const MEDIA_CODECS: types.RouterRtpCodecCapability[] = [
  {
    kind: 'audio',
    mimeType: 'audio/opus',
    clockRate: 48_000,
    channels: 2,
    // In-band forward error correction and discontinuous transmission (RFC 7587).
    parameters: { useinbandfec: 1, usedtx: 1 },
  },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
  { kind: 'video', mimeType: 'video/VP9', clockRate: 90_000, parameters: { 'profile-id': 0 } },
  {
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: 90_000,
    // Constrained baseline, level 3.1: what hardware everywhere does.
    parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 },
  },
  { kind: 'video', mimeType: 'video/AV1', clockRate: 90_000 },
];

/** The RTP capabilities of any router made with `MEDIA_CODECS`, without making one. */
export function routerRtpCapabilities(): types.RtpCapabilities {
  return generateRouterRtpCapabilities(MEDIA_CODECS);
}

/** The payload type of each codec on those routers, by media type in lower case. */
export const PAYLOAD_TYPES: ReadonlyMap<string, number> = new Map((routerRtpCapabilities().codecs ?? []).flatMap(
  ({ mimeType, preferredPayloadType }) =>
    (preferredPayloadType === undefined ? [] : [[mimeType.toLowerCase(), preferredPayloadType] as const]),
));
