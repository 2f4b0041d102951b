import { z } from 'zod';
import { LIMITS } from './limits.ts';

/*
 * RTP, ICE and DTLS parameters as mediasoup defines them (mediasoup.org, "RTP Parameters and Capabilities").
 * mediasoup does not look at every value that it passes to a worker, and a wrong one deep inside can leave a
 * worker's channel unusable. So each object is rebuilt here from known keys with ranged values.
 */

const uint8 = z.int().min(0).max(255);
const uint32 = z.int().min(0).max(0xffff_ffff);
const token = z.string().min(1).max(64);
const mimeType = z.string().max(64).regex(/^(?:audio|video)\/[A-Za-z0-9.+-]+$/u, 'not a media type');

/** No name that every object has by inheritance, or that stands for what it inherits from. */
const parameterName = z.string().min(1).max(64).regex(/^[A-Za-z0-9_-]+$/u)
  .refine((name) => name !== 'prototype' && !(name in Object.prototype), 'not a name for a parameter');

/** Parameters of a codec (`a=fmtp`): string or integer values under plain keys. */
const codecParameters = z.record(
  parameterName,
  z.union([z.string().max(256), z.int().min(-0x8000_0000).max(0xffff_ffff)]),
).refine((value) => Object.keys(value).length <= 32, 'at most 32 parameters');

const rtcpFeedback = z.array(z.object({ type: token, parameter: z.string().max(64).optional() })).max(16);

const headerExtensionParameters = z.record(
  parameterName,
  z.union([z.string().max(256), z.int().min(-0x8000_0000).max(0xffff_ffff)]),
).refine((value) => Object.keys(value).length <= 8, 'at most 8 parameters');

export const mediaKindSchema = z.enum(['audio', 'video']);

export const rtpCapabilitiesSchema = z.object({
  codecs: z.array(z.object({
    kind: mediaKindSchema,
    mimeType,
    preferredPayloadType: uint8.max(127).optional(),
    clockRate: z.int().min(1).max(384_000),
    channels: uint8.min(1).max(8).optional(),
    parameters: codecParameters.optional(),
    rtcpFeedback: rtcpFeedback.optional(),
  })).max(LIMITS.rtpCodecs).optional(),
  headerExtensions: z.array(z.object({
    kind: mediaKindSchema,
    uri: z.string().min(1).max(256),
    preferredId: uint8.min(1),
    preferredEncrypt: z.boolean().optional(),
    direction: z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive']).optional(),
  })).max(LIMITS.rtpHeaderExtensions * 2).optional(),
});

export const rtpParametersSchema = z.object({
  mid: z.string().min(1).max(32).optional(),
  codecs: z.array(z.object({
    mimeType,
    payloadType: uint8.max(127),
    clockRate: z.int().min(1).max(384_000),
    channels: uint8.min(1).max(8).optional(),
    parameters: codecParameters.optional(),
    rtcpFeedback: rtcpFeedback.optional(),
  })).min(1).max(16),
  headerExtensions: z.array(z.object({
    uri: z.string().min(1).max(256),
    id: uint8.min(1),
    encrypt: z.boolean().optional(),
    parameters: headerExtensionParameters.optional(),
  })).max(LIMITS.rtpHeaderExtensions).optional(),
  encodings: z.array(z.object({
    ssrc: uint32.optional(),
    rid: z.string().min(1).max(16).regex(/^[A-Za-z0-9]+$/u).optional(),
    codecPayloadType: uint8.max(127).optional(),
    rtx: z.object({ ssrc: uint32 }).optional(),
    dtx: z.boolean().optional(),
    scalabilityMode: z.string().max(16).regex(/^[LS][1-3]T[1-3](?:h|_KEY(?:_SHIFT)?)?$/u).optional(),
    scaleResolutionDownBy: z.number().min(1).max(64).optional(),
    maxBitrate: z.int().min(1).max(1_000_000_000).optional(),
  })).min(1).max(LIMITS.rtpEncodings),
  rtcp: z.object({
    cname: z.string().max(256).optional(),
    reducedSize: z.boolean().optional(),
    mux: z.boolean().optional(),
  }).optional(),
  msid: z.string().max(256).optional(),
});

export const dtlsParametersSchema = z.object({
  role: z.enum(['auto', 'client', 'server']).optional(),
  fingerprints: z.array(z.object({
    algorithm: z.enum(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']),
    value: z.string().max(256).regex(/^[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2})+$/u, 'not a fingerprint'),
  })).min(1).max(8),
});

export const iceParametersSchema = z.object({
  usernameFragment: z.string().max(256),
  password: z.string().max(256),
  iceLite: z.boolean().optional(),
});

export const iceCandidateSchema = z.object({
  foundation: z.string().max(64),
  priority: uint32,
  ip: z.string().max(256),
  address: z.string().max(256),
  protocol: z.enum(['udp', 'tcp']),
  port: z.int().min(0).max(65_535),
  type: z.enum(['host', 'srflx', 'prflx', 'relay']),
  tcpType: z.enum(['active', 'passive', 'so']).optional(),
});

export const iceServerSchema = z.object({
  urls: z.array(z.string().max(512)).max(8),
  username: z.string().max(512).optional(),
  credential: z.string().max(512).optional(),
});

/** What a client needs to make its end of a transport. */
export const transportOptionsSchema = z.object({
  id: z.string(),
  iceParameters: iceParametersSchema,
  iceCandidates: z.array(iceCandidateSchema),
  dtlsParameters: dtlsParametersSchema,
});

export type MediaKind = z.infer<typeof mediaKindSchema>;
export type RtpCapabilities = z.infer<typeof rtpCapabilitiesSchema>;
export type RtpParameters = z.infer<typeof rtpParametersSchema>;
export type DtlsParameters = z.infer<typeof dtlsParametersSchema>;
export type IceServer = z.infer<typeof iceServerSchema>;
export type TransportOptions = z.infer<typeof transportOptionsSchema>;
