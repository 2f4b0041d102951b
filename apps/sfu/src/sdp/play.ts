import { CallError, rtpCapabilitiesSchema, type ConsumerInfo, type RtpCapabilities } from '@plenary/protocol';
import type { types } from 'mediasoup-client';
import type { MediaDescription } from 'sdp-transform';
import type { Offer, OfferedSection } from './offer.ts';

/** mediasoup fills it with a value of its own, which need not be the offer's. */
const MID = 'urn:ietf:params:rtp-hdrext:sdes:mid';

/**
 * What a player can be sent, with the payload types that it offered.
 *
 * Of header extensions only those whose number is the server's too: a player's numbers hold, and mediasoup writes
 * its own. No retransmission streams either, for the same reason: what is lost is sent again as it was.
 */
export function playerCapabilities({ sections }: Offer): RtpCapabilities {
  const parsed = rtpCapabilitiesSchema.safeParse({
    codecs: sections.flatMap(({ common }) => common.codecs.map((codec) => ({
      kind: codec.kind,
      mimeType: codec.mimeType,
      preferredPayloadType: codec.localPayloadType,
      clockRate: codec.clockRate,
      channels: codec.channels,
      parameters: codec.localParameters,
      rtcpFeedback: codec.rtcpFeedback,
    }))),
    headerExtensions: sections.flatMap(({ common }) => common.headerExtensions
      .filter(({ sendId, recvId, uri }) => sendId === recvId && uri !== MID)
      .map(({ kind, uri, sendId }) => ({ kind, uri, preferredId: sendId }))),
  });
  if (!parsed.success) {
    throw new CallError('INCOMPATIBLE_MEDIA', parsed.error.issues[0]?.message, { cause: parsed.error });
  }
  return parsed.data;
}

/** Each offered section with the track that it plays. @throws {CallError} `INCOMPATIBLE_MEDIA` when one has none */
export function playedSections(
  { sections }: Offer,
  consumers: readonly ConsumerInfo[],
): { readonly media: MediaDescription; readonly answer: types.RtpParameters }[] {
  return sections.map(({ kind, media }: OfferedSection) => {
    const consumer = consumers.find((candidate) => candidate.kind === kind);
    if (consumer === undefined) {
      throw new CallError('INCOMPATIBLE_MEDIA', `The ${kind} of this room can’t be played with the codecs offered.`);
    }
    return { media, answer: consumer.rtpParameters as types.RtpParameters };
  });
}
