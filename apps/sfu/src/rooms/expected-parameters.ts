import { TRACK_SOURCES, type RtpParameters, type TrackSource } from '@plenary/protocol';

/** A track as its client sent it over the connection that it had. */
export interface SentTrack {
  readonly source: TrackSource;
  readonly rtpParameters: RtpParameters;
}

/**
 * What a client will send these tracks with over a new connection. Browsers number the media of a connection in the
 * order in which they are added (RFC 9429, section 5.2.1: `mid`), which the client does by source, and choose new
 * SSRCs: packets are known by MID, and by RID where there are layers (RFC 8843, RFC 8852). All else follows from the
 * browser and the router's codecs, and stays.
 */
export function expectedParameters<T extends SentTrack>(tracks: readonly T[]): T[] {
  const inOrder = [...tracks].sort((a, b) => TRACK_SOURCES.indexOf(a.source) - TRACK_SOURCES.indexOf(b.source));
  return inOrder.map((track, index) => ({
    ...track,
    rtpParameters: {
      ...track.rtpParameters,
      mid: String(index),
      encodings: track.rtpParameters.encodings.map(({ ssrc: _ssrc, rtx: _rtx, ...encoding }) => encoding),
    },
  }));
}

/** Whether packets sent with the one are understood by a producer made with the other. */
export function sendsAlike(a: RtpParameters, b: RtpParameters): boolean {
  return JSON.stringify(onTheWire(a)) === JSON.stringify(onTheWire(b));
}

function onTheWire({ mid, codecs, headerExtensions = [], encodings }: RtpParameters): unknown {
  return {
    mid,
    codecs: codecs.map(({ mimeType, payloadType, clockRate, channels = 1 }) => [mimeType.toLowerCase(), payloadType, clockRate, channels]),
    headerExtensions: headerExtensions.map(({ uri, id }) => [uri, id]),
    encodings: encodings.map(({ rid, scalabilityMode }) => [rid, scalabilityMode]),
  };
}
