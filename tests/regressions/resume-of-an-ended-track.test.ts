import { expect, test } from '@jest/globals';
import type { types } from 'mediasoup';
import { Feed } from '../../apps/sfu/src/media/feed.ts';

/** The worker knew no such consumer any more before Node was told, and the request for all of a batch was `INTERNAL`. */
test('a track that ends while its receiver says that it is ready, is no failure', async () => {
  const consumer = {
    paused: true,
    closed: false,
    observer: { once: () => undefined },
    setPriority: async () => undefined,
    resume: async () => {
      throw new Error('Channel request handler not found');
    },
  } as unknown as types.Consumer;
  const feed = new Feed(consumer, true, { standby: false, layer: null, priority: 1 });
  await expect(feed.release()).resolves.toBeUndefined();
});
