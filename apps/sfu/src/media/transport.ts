import type { TransportOptions } from '@plenary/protocol';
import type { types } from 'mediasoup';

/** How every WebRTC transport is made: UDP first, TCP on the same port where UDP is blocked. */
export function transportSettings(webRtcServer: types.WebRtcServer): types.WebRtcTransportOptions {
  return {
    webRtcServer,
    enableUdp: true,
    enableTcp: true,
    preferUdp: true,
    // The estimate starts here, in bit/s: a good first picture without flooding a poor link.
    initialAvailableOutgoingBitrate: 1_000_000,
    // A client that is gone is noticed after this many seconds (RFC 7675).
    iceConsentTimeout: 20,
  };
}

/** What a client needs to make its end. */
export function toClient(transport: types.WebRtcTransport): TransportOptions {
  return {
    id: transport.id,
    iceParameters: transport.iceParameters,
    iceCandidates: transport.iceCandidates as TransportOptions['iceCandidates'],
    dtlsParameters: transport.dtlsParameters as TransportOptions['dtlsParameters'],
  };
}
