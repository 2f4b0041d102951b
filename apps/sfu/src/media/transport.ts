import type { TransportOptions } from '@plenary/protocol';
import type { types } from 'mediasoup';
import type { Config } from '../config.ts';
import { withAnnounced } from './announced.ts';

/** What is kept with a transport. */
interface TransportData {
  readonly announcedAddresses?: readonly string[];
}

/** How every WebRTC transport is made: UDP first, TCP on the same port where UDP is blocked. */
export function transportSettings(
  webRtcServer: types.WebRtcServer,
  { announcedAddresses }: Partial<Pick<Config['media'], 'announcedAddresses'>> = {},
): types.WebRtcTransportOptions {
  return {
    webRtcServer,
    enableUdp: true,
    enableTcp: true,
    preferUdp: true,
    // The estimate starts here, in bit/s: a good first picture without flooding a poor link.
    initialAvailableOutgoingBitrate: 1_000_000,
    // A client that is gone is noticed after this many seconds (RFC 7675).
    iceConsentTimeout: 20,
    appData: { announcedAddresses } as types.AppData,
  };
}

/** What a client needs to make its end. */
export function toClient(transport: types.WebRtcTransport): TransportOptions {
  const { announcedAddresses = [] } = transport.appData as TransportData;
  return {
    id: transport.id,
    iceParameters: transport.iceParameters,
    iceCandidates: withAnnounced(transport.iceCandidates, announcedAddresses) as TransportOptions['iceCandidates'],
    dtlsParameters: transport.dtlsParameters as TransportOptions['dtlsParameters'],
  };
}
