import { expect, test } from '@jest/globals';
import { FakeMediaStreamTrack } from 'fake-mediastreamtrack';
import type { types } from 'mediasoup-client';
import { Publisher } from '../../packages/client/src/publisher.ts';
import { until } from '../support/until.ts';

/**
 * A wish that came while the loop of its source was just ending was taken for handled: a screen share that
 * started quickly was never published.
 */
test('a wish that comes while the loop ends is carried out', async () => {
  const requested: string[] = [];
  let produce: ((event: object, done: (answer: object) => void) => void) | undefined;
  const transport = {
    id: 'send',
    on: (_event: string, listener: typeof produce) => (produce = listener),
    produce: async ({ track, appData }: { track: MediaStreamTrack; appData: object }) => {
      await new Promise((resolve) => produce?.({ rtpParameters: {}, appData }, resolve as never));
      return { track, close: () => undefined };
    },
  } as unknown as types.Transport;
  const publisher = new Publisher({
    openTransport: async () => transport,
    signaling: { request: (async (name: string) => {
      requested.push(name);
      return { producerId: 'p' };
    }) as never },
    sendOptions: () => ({}),
    failed: (_source, error) => { throw error; },
  });
  for (let ticks = 0; ticks < 6; ticks++) {
    requested.length = 0;
    void publisher.set('screen', null);
    for (let i = 0; i < ticks; i++) {
      await Promise.resolve();
    }
    void publisher.set('screen', { track: new FakeMediaStreamTrack({ kind: 'video' }), paused: false, codec: null });
    await until(`published after ${ticks} ticks`, () => requested.includes('produce'));
    await publisher.set('screen', null);
    await publisher.idle();
  }
  expect(requested).toEqual(['produce', 'closeProducer']);
});
