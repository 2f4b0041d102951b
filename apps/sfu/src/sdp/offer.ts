import {
  CallError, dtlsParametersSchema, type DtlsParameters, type MediaKind, type RtpCapabilities,
} from '@plenary/protocol';
import { extractDtlsParameters, extractRtpCapabilities } from 'mediasoup-client/handlers/sdp/commonUtils';
import * as ortc from 'mediasoup-client/ortc';
import type { types } from 'mediasoup-client';
import { parse, type MediaDescription, type SessionDescription } from 'sdp-transform';

/** What one `m=` section offers that the server can route too. */
export interface OfferedSection {
  readonly kind: MediaKind;
  readonly media: MediaDescription;
  /** Codecs and header extensions that both sides know, with the numbers of each side. */
  readonly common: types.ExtendedRtpCapabilities;
}

export interface Offer {
  /** At most one of each kind, in the order of the offer. */
  readonly sections: readonly OfferedSection[];
  /** Of the one who offers, with the role that is theirs in the answer. */
  readonly dtlsParameters: DtlsParameters;
  readonly usernameFragment: string;
  /** Whether RTP header extensions of both sizes may be mixed. */
  readonly extmapAllowMixed: boolean;
}

/** The direction of each section, as the one who offers sees it. */
const DIRECTIONS = { publish: ['sendonly', 'sendrecv'], play: ['recvonly', 'sendrecv'] } as const;

/**
 * Reads an SDP offer as WHIP and WHEP have it: one bundle, at most one audio and one video, all in one direction.
 * @param purpose what the one who offers wants to do
 * @throws {CallError} `BAD_REQUEST` when it is not an SDP offer for WebRTC, `INCOMPATIBLE_MEDIA` when it is one that
 *   can't be answered whole
 */
export function readOffer(text: string, purpose: keyof typeof DIRECTIONS, router: RtpCapabilities): Offer {
  const sdp = parsed(text);
  const { media } = sdp;
  if (!text.startsWith('v=0') || media.length === 0) {
    throw new CallError('BAD_REQUEST', 'This is not an SDP offer.');
  }
  const { usernameFragment, dtlsParameters } = transportOf(sdp);
  requireBundle(sdp);
  const directions: readonly string[] = DIRECTIONS[purpose];
  const sections = media.map((section) => {
    const direction = section.direction ?? sdp.direction ?? 'sendrecv';
    if (!directions.includes(direction)) {
      refuse(`A section is “${direction}”, where “${directions.join('” or “')}” is needed.`);
    }
    return read(sdp, section, router);
  });
  if (new Set(sections.map(({ kind }) => kind)).size < sections.length) {
    refuse('More than one section of a kind is not supported.');
  }
  const extmapAllowMixed = [sdp, ...media].some((part) => part.extmapAllowMixed !== undefined);
  return { sections, dtlsParameters, usernameFragment, extmapAllowMixed };
}

function parsed(text: string): SessionDescription {
  try {
    return parse(text);
  } catch (error) {
    throw new CallError('BAD_REQUEST', 'The SDP can’t be read.', { cause: error });
  }
}

function transportOf(sdp: SessionDescription): Pick<Offer, 'usernameFragment' | 'dtlsParameters'> {
  const usernameFragment = [sdp, ...sdp.media].find(({ iceUfrag }) => iceUfrag !== undefined)?.iceUfrag;
  let dtls: unknown;
  try {
    dtls = extractDtlsParameters({ sdpObject: sdp });
  } catch (error) {
    throw new CallError('BAD_REQUEST', (error as Error).message, { cause: error });
  }
  const result = dtlsParametersSchema.safeParse(dtls);
  if (!result.success || usernameFragment === undefined) {
    throw new CallError('BAD_REQUEST', 'The SDP lacks ICE credentials or a certificate’s fingerprint.');
  }
  const { role, fingerprints } = result.data;
  // Who leaves the choice to us is the DTLS client: it can begin as soon as ICE is connected.
  return { usernameFragment: String(usernameFragment), dtlsParameters: { fingerprints, role: role === 'server' ? role : 'client' } };
}

function requireBundle({ media, groups = [] }: SessionDescription): void {
  if (media.some(({ rtcpMux, type }) => rtcpMux === undefined && type !== 'application')) {
    refuse('RTP and RTCP have to be multiplexed (rtcp-mux).');
  }
  // The library gives back as numbers what looks like them.
  const bundled = String(groups.find(({ type }) => type === 'BUNDLE')?.mids ?? '').split(' ');
  if (media.length > 1 && !media.every(({ mid }) => mid !== undefined && bundled.includes(String(mid)))) {
    refuse('All sections have to be in one bundle.');
  }
}

function read(sdp: SessionDescription, media: MediaDescription, router: RtpCapabilities): OfferedSection {
  const kind = media.type;
  if (kind !== 'audio' && kind !== 'video') {
    return refuse(`A section of the kind “${kind}” is not supported.`);
  }
  let common: types.ExtendedRtpCapabilities;
  try {
    // One section at a time: the numbers of header extensions mean the same in all, but the library keeps one kind.
    const offered = extractRtpCapabilities({ sdpObject: { ...sdp, media: [media] } });
    ortc.validateAndNormalizeRtpCapabilities(offered);
    common = ortc.getExtendedRtpCapabilities(offered, router as types.RtpCapabilities, true);
  } catch (error) {
    throw new CallError('BAD_REQUEST', (error as Error).message, { cause: error });
  }
  if (common.codecs.length === 0) {
    refuse(`There is no ${kind} codec in common.`);
  }
  return { kind, media: { ...media, mid: String(media.mid ?? 0) }, common };
}

function refuse(reason: string): never {
  throw new CallError('INCOMPATIBLE_MEDIA', reason);
}
