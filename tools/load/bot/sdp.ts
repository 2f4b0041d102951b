import type { types } from 'mediasoup-client';

type Remote = Pick<types.TransportOptions, 'iceParameters' | 'iceCandidates' | 'dtlsParameters'>;

/** The SHA-256 fingerprint of a description that the native connection made. */
export function fingerprintOf(sdp: string): string {
  const value = /^a=fingerprint:sha-256 (\S+)/imu.exec(sdp)?.[1];
  if (value === undefined) {
    throw new Error('the local description has no SHA-256 fingerprint');
  }
  return value;
}

/**
 * The server's side of a transport as an answer with a single media section. All tracks of a transport share
 * that section: SRTP and ICE do not know media sections, so none has to be negotiated when a track comes.
 */
export function remoteAnswer(remote: Remote, direction: 'sendonly' | 'recvonly'): string {
  const { iceParameters, iceCandidates, dtlsParameters } = remote;
  const fingerprint = dtlsParameters.fingerprints.find(({ algorithm }) => algorithm === 'sha-256');
  if (fingerprint === undefined) {
    throw new Error('the server gave no SHA-256 fingerprint');
  }
  // The native library speaks ICE over UDP only.
  const candidates = iceCandidates.filter(({ protocol }) => protocol === 'udp');
  return [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    'a=ice-lite',
    'm=video 9 UDP/TLS/RTP/SAVPF 96',
    'c=IN IP4 0.0.0.0',
    'a=mid:0',
    `a=${direction}`,
    `a=ice-ufrag:${iceParameters.usernameFragment}`,
    `a=ice-pwd:${iceParameters.password}`,
    `a=fingerprint:sha-256 ${fingerprint.value}`,
    'a=setup:passive',
    'a=rtcp-mux',
    'a=rtpmap:96 VP8/90000',
    ...candidates.map((c) => `a=candidate:${c.foundation} 1 udp ${c.priority} ${c.address} ${c.port} typ ${c.type}`),
    'a=end-of-candidates',
    '',
  ].join('\r\n');
}
