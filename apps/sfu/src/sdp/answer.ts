import type { DtlsParameters, TransportOptions } from '@plenary/protocol';
import { RemoteAnswerMediaSection } from 'mediasoup-client/handlers/sdp/RemoteMediaSection';
import type { types } from 'mediasoup-client';
import { write, type MediaDescription, type SessionDescription } from 'sdp-transform';
import type { Offer } from './offer.ts';

export interface AnsweredSection {
  /** As it was offered. */
  readonly media: MediaDescription;
  readonly answer: types.RtpParameters;
}

/** All tracks of an answer are of one stream: players keep them in time with each other. */
const STREAM = 'plenary';

/** The answer to an offer: what this server receives, or sends, over one transport. */
export function writeAnswer(
  offer: Offer,
  transport: TransportOptions,
  direction: 'recvonly' | 'sendonly',
  sections: readonly AnsweredSection[],
): string {
  const { iceParameters, dtlsParameters } = transport;
  const fingerprint = dtlsParameters.fingerprints.find(({ algorithm }) => algorithm === 'sha-256')
    ?? dtlsParameters.fingerprints[0];
  const session: SessionDescription = {
    version: 0,
    origin: { username: '-', sessionId: Date.now(), sessionVersion: 1, netType: 'IN', ipVer: 4, address: '0.0.0.0' },
    name: '-',
    timing: { start: 0, stop: 0 },
    groups: [{ type: 'BUNDLE', mids: sections.map(({ media }) => media.mid).join(' ') }],
    msidSemantic: { semantic: 'WMS', token: '*' },
    icelite: 'ice-lite',
    ...(offer.extmapAllowMixed ? { extmapAllowMixed: 'extmap-allow-mixed' } : {}),
    ...(fingerprint === undefined ? {} : { fingerprint: { type: fingerprint.algorithm, hash: fingerprint.value } }),
    media: sections.map((section) => {
      const written = new RemoteAnswerMediaSection({
        iceParameters: iceParameters as types.IceParameters,
        iceCandidates: transport.iceCandidates as types.IceCandidate[],
        dtlsParameters: { ...dtlsParameters, role: ownRole(offer.dtlsParameters) } as types.DtlsParameters,
        offerMediaObject: section.media,
        offerRtpParameters: section.answer,
        answerRtpParameters: section.answer,
      }).getObject() as MediaDescription;
      return {
        ...written,
        rtcpFb: (written.rtcpFb ?? []).map(({ subtype, ...feedback }) => (subtype ? { ...feedback, subtype } : feedback)),
        // The grammar does not know this one.
        invalid: [{ value: 'rtcp-mux-only' }],
        ...(direction === 'sendonly' ? sending(section) : {}),
      };
    }),
  };
  return write(session);
}

function ownRole({ role }: DtlsParameters): 'client' | 'server' {
  return role === 'server' ? 'client' : 'server';
}

function sending({ media, answer }: AnsweredSection): Partial<MediaDescription> {
  return {
    direction: 'sendonly',
    msid: [{ id: STREAM, appdata: media.type }],
    ssrcs: (answer.encodings ?? []).flatMap(({ ssrc }) =>
      (ssrc === undefined ? [] : [{ id: ssrc, attribute: 'cname', value: answer.rtcp?.cname || STREAM }])),
  };
}
