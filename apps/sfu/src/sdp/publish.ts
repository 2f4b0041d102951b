import {
  CallError, rtpParametersSchema, type RtpParameters, type TrackSource, type VideoCodec,
} from '@plenary/protocol';
import { getCname } from 'mediasoup-client/handlers/sdp/commonUtils';
import { getRtpEncodings } from 'mediasoup-client/handlers/sdp/unifiedPlanUtils';
import * as ortc from 'mediasoup-client/ortc';
import type { types } from 'mediasoup-client';
import { parseParams, parseSimulcastStreamList, type MediaDescription } from 'sdp-transform';
import type { OfferedSection } from './offer.ts';

/** A section that is to be published, and what is answered to it. */
export interface PublishedSection {
  readonly source: TrackSource;
  readonly media: MediaDescription;
  readonly rtpParameters: RtpParameters;
  readonly answer: types.RtpParameters;
}

type Codecs = types.RtpCodecParameters[];

/**
 * What an offered section sends: one codec, the room's where it is offered.
 * @throws {CallError} `INCOMPATIBLE_MEDIA`
 */
export function publishedSection({ kind, media, common }: OfferedSection, roomCodec: VideoCodec): PublishedSection {
  const layers = simulcastRids(media);
  const codec = kind === 'audio' ? undefined : chosenCodec(common, roomCodec, layers.length > 1);
  const sent = ortc.getSendingRtpParameters(kind, common);
  const codecs = ortc.reduceCodecs(sent.codecs, codec);
  // mediasoup routes simulcast of these two only: of others the encoder is told to send one stream.
  const simulcast = layers.length > 1 && /\/(?:vp8|h264)$/iu.test(codecs[0]?.mimeType ?? '');
  const described: MediaDescription = { ...media };
  if (!simulcast) {
    delete described.simulcast;
    delete described.rids;
  }
  const parsed = rtpParametersSchema.safeParse({
    ...sent,
    mid: media.mid,
    codecs,
    encodings: simulcast ? layers.map((rid) => ({ rid })) : encodingsOf(media, codecs),
    rtcp: { cname: getCname({ offerMediaObject: media }), reducedSize: true, mux: true },
  });
  if (!parsed.success) {
    throw new CallError('INCOMPATIBLE_MEDIA', parsed.error.issues[0]?.message, { cause: parsed.error });
  }
  const answer = ortc.getSendingRemoteRtpParameters(kind, common);
  answer.codecs = withOfferedOpus(ortc.reduceCodecs(answer.codecs, codec), media);
  return { source: kind === 'audio' ? 'mic' : 'camera', media: described, rtpParameters: parsed.data, answer };
}

function chosenCodec(common: types.ExtendedRtpCapabilities, wanted: VideoCodec, simulcast: boolean): types.RtpCodecCapability | undefined {
  const codecs = ortc.getRecvRtpCapabilities(common).codecs ?? [];
  const find = (name: string): types.RtpCodecCapability | undefined =>
    codecs.find(({ mimeType }) => mimeType.toLowerCase() === `video/${name}`);
  const layered = simulcast ? [wanted, 'vp8', 'h264'].filter((name) => name === 'vp8' || name === 'h264') : [];
  return [...layered, wanted].map(find).find((codec) => codec !== undefined);
}

/** The simulcast streams offered, the smallest first where the offer tells their sizes. */
function simulcastRids({ simulcast, rids = [] }: MediaDescription): string[] {
  const list = simulcast?.dir1 === 'send' ? simulcast.list1 : simulcast?.dir2 === 'send' ? simulcast.list2 : undefined;
  if (list === undefined) {
    return [];
  }
  const ids = parseSimulcastStreamList(String(list)).flatMap(([first]) => (first === undefined ? [] : [String(first.scid)]));
  const width = (id: string): number => {
    const params = rids.find((rid) => String(rid.id) === id)?.params;
    return params === undefined ? 0 : Number(parseParams(String(params))['max-width'] ?? 0);
  };
  return ids.sort((a, b) => width(a) - width(b));
}

/** Streams by their numbers; an encoder that does not name them is known by its section. */
function encodingsOf(media: MediaDescription, codecs: Codecs): types.RtpEncodingParameters[] {
  if ((media.ssrcs ?? []).length === 0) {
    return [{}];
  }
  const [first, ...rest] = getRtpEncodings({ offerMediaObject: media, codecs });
  // Several without ids are simulcast of an old kind, which was written for the two codecs that have it.
  return first === undefined ? [{}] : /\/(?:vp8|h264)$/iu.test(codecs[0]?.mimeType ?? '') ? [first, ...rest] : [first];
}

/** An encoder chooses by itself whether it sends stereo, and whether it is silent in pauses. */
function withOfferedOpus(codecs: Codecs, media: MediaDescription): Codecs {
  return codecs.map((codec) => {
    if (codec.mimeType.toLowerCase() !== 'audio/opus') {
      return codec;
    }
    const config = media.fmtp.find(({ payload }) => payload === codec.payloadType)?.config;
    const offered = config === undefined ? {} : parseParams(config);
    const stereo = offered['stereo'] === 1 || offered['sprop-stereo'] === 1;
    const { usedtx: _, ...parameters } = (codec.parameters ?? {}) as Record<string, string | number>;
    return {
      ...codec,
      parameters: { ...parameters, ...(stereo ? { stereo: 1 } : {}), ...(offered['usedtx'] === 1 ? { usedtx: 1 } : {}) },
    };
  });
}
