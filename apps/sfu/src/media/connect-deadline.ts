import type { types } from 'mediasoup';

/**
 * A transport is to be connected, by ICE and DTLS, within a time.
 * @param ms in milliseconds; 0: it may take as long as it likes
 * @param late told once, when it still is not; never of one that is closed
 */
export function connectDeadline(transport: types.WebRtcTransport, ms: number, late: () => void): void {
  const isDue = (): boolean => !transport.closed && transport.dtlsState !== 'connected';
  if (ms === 0 || !isDue()) {
    return;
  }
  // After a time in which nothing was read from anywhere timers come first, before what has arrived meanwhile.
  const timer = setTimeout(() => setImmediate(() => isDue() && late()), ms).unref();
  transport.on('dtlsstatechange', (state) => state === 'connected' && clearTimeout(timer));
  transport.observer.once('close', () => clearTimeout(timer));
}
