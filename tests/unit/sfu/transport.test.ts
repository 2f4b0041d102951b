import { expect, test } from '@jest/globals';
import type { types } from 'mediasoup';
import { transportSettings } from '../../../apps/sfu/src/media/transport.ts';

const SERVER = { id: 'server' } as types.WebRtcServer;

test('a transport listens where its worker does, carries no data channels, and gives up a client that is gone', () => {
  const { appData: _, ...settings } = transportSettings(SERVER);
  expect(settings).toEqual({
    webRtcServer: SERVER,
    enableUdp: true,
    enableTcp: true,
    preferUdp: true,
    initialAvailableOutgoingBitrate: expect.any(Number),
    // mediasoup takes 0 (never) to 60 seconds.
    iceConsentTimeout: 20,
  });
});
