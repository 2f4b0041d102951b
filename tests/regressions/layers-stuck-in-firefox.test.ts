import { expect, test } from '@jest/globals';
import { limitLayers } from '../../packages/client/src/layers.ts';

/**
 * Firefox, told to slow a simulcast layer down to one frame a second, does not take up its rate again: the others saw
 * one picture a second from the next switch to the large layer on.
 */
test('a browser without scalability modes stops layers, and never slows them down', async () => {
  const full = ['q', 'h', 'f'].map((rid) => ({ rid, maxBitrate: 100_000, maxFramerate: 30, scalabilityMode: 'L1T3' }));
  // It drops what it does not know.
  let encodings: RTCRtpEncodingParameters[] = full.map(({ scalabilityMode: _unknown, ...known }) => ({ ...known, active: true }));
  const made = structuredClone(encodings);
  let sets = 0;
  const sender = {
    getParameters: () => ({ encodings: structuredClone(encodings) }),
    setParameters: async (next: RTCRtpSendParameters) => {
      sets += 1;
      encodings = next.encodings;
    },
  } as unknown as RTCRtpSender;

  await limitLayers(sender, full, 0);
  expect(encodings).toEqual(made.map((layer, at) => ({ ...layer, active: at === 0 })));
  await limitLayers(sender, full, 0);
  await limitLayers(sender, full, 2);
  expect(encodings).toEqual(made);
  // Nothing is set where nothing changes, though the browser never tells a mode.
  await limitLayers(sender, full, 2);
  expect(sets).toBe(2);
});
