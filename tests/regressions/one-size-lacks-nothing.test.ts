import { EventEmitter } from 'node:events';
import { expect, test } from '@jest/globals';
import type { types } from 'mediasoup';
import { Feed } from '../../apps/sfu/src/media/feed.ts';

class Consumer extends EventEmitter {
  readonly observer = new EventEmitter();
  readonly kind = 'video';
  readonly type = 'svc';
  readonly appData = { source: 'camera' };
  readonly paused = false;
  readonly producerPaused = false;
  readonly closed = false;
  readonly score = { score: 10, producerScore: 10, producerScores: [10] };
  currentLayers: types.ConsumerLayers | undefined;

  async setPriority(): Promise<void> {}

  async setPreferredLayers(): Promise<void> {}

  sends(layers: types.ConsumerLayers): void {
    this.currentLayers = layers;
    this.emit('layerschange', layers);
  }
}

function feedOf(consumer: Consumer): Feed {
  const wanted = { standby: false, layer: { spatial: 2, temporal: 2 }, priority: 1 };
  return new Feed(consumer as unknown as types.Consumer, false, wanted);
}

/**
 * A camera in AV1 is one stream of one size. Its second and third were missed for ever, and every other frame of it was
 * left out again and again, to find room for them.
 */
test('a stream of one size that comes whole lacks nothing; without some frames it does', () => {
  const consumer = new Consumer();
  const feed = feedOf(consumer);
  consumer.sends({ spatialLayer: 0, temporalLayer: 2 });
  expect(feed.lacks).toBe(false);
  consumer.sends({ spatialLayer: 0, temporalLayer: 1 });
  expect(feed.lacks).toBe(true);
});

test('one of several sizes lacks what it had', () => {
  const consumer = new Consumer();
  const feed = feedOf(consumer);
  consumer.sends({ spatialLayer: 2, temporalLayer: 2 });
  consumer.sends({ spatialLayer: 1, temporalLayer: 2 });
  expect(feed.lacks).toBe(true);
});
