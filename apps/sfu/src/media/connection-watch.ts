import type { types } from 'mediasoup';
import type { ConnectionState } from '../rooms/ports.ts';

/** Tells of each change of whether a transport is connected, by ICE and DTLS together. */
export function watchConnection(transport: types.WebRtcTransport, changed: (state: ConnectionState) => void): void {
  let last: ConnectionState = 'disconnected';
  const look = (): void => {
    const { iceState, dtlsState } = transport;
    const ice = iceState === 'connected' || iceState === 'completed';
    const ended = dtlsState === 'closed' || dtlsState === 'failed';
    const state = ended ? 'closed' : ice && dtlsState === 'connected' ? 'connected' : 'disconnected';
    if (state !== last) {
      last = state;
      changed(state);
    }
  };
  transport.on('icestatechange', look);
  transport.on('dtlsstatechange', look);
}
