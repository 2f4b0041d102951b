import { EventEmitter } from 'node:events';
import { expect, test } from '@jest/globals';
import type { types } from 'mediasoup';
import { Feed } from '../../apps/sfu/src/media/feed.ts';
import { until } from '../support/until.ts';

/**
 * A tile that went out of view and came back within one request's time left its consumer paused: mediasoup's
 * `paused` still told of the time before the request, so that no resume was sent.
 */
test('a consumer ends as it was last wanted, however fast the wishes change', async () => {
  const asked: string[] = [];
  const answers: (() => void)[] = [];
  const consumer = {
    observer: new EventEmitter(),
    closed: false,
    paused: false,
    type: 'simulcast',
    setPriority: async () => undefined,
    setPreferredLayers: async () => undefined,
    pause() {
      asked.push('pause');
      return new Promise<void>((resolve) => answers.push(() => {
        consumer.paused = true;
        resolve();
      }));
    },
    resume() {
      asked.push('resume');
      return new Promise<void>((resolve) => answers.push(() => {
        consumer.paused = false;
        resolve();
      }));
    },
  };
  const wanted = { standby: false, layer: { spatial: 1, temporal: 2 }, priority: 1 };
  const feed = new Feed(consumer as unknown as types.Consumer, false, wanted);
  feed.deliver({ ...wanted, standby: true });
  feed.deliver(wanted);
  expect(asked).toEqual(['pause']);
  answers.shift()?.();
  await until('resumed', () => asked.length === 2);
  expect(asked).toEqual(['pause', 'resume']);
  answers.shift()?.();
  await until('flows', () => !consumer.paused);
  expect(asked).toHaveLength(2);
});
