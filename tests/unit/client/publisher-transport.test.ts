import { beforeEach, describe, expect, test } from '@jest/globals';
import { CallError, type TrackSource } from '@plenary/protocol';
import { FakeMediaStreamTrack } from 'fake-mediastreamtrack';
import type { types } from 'mediasoup-client';
import { Publisher } from '../../../packages/client/src/publisher.ts';
import { until } from '../../support/until.ts';

let opens: PromiseWithResolvers<types.Transport>[];
let produced: TrackSource[];
let failures: string[];
let publisher: Publisher;
let transport: types.Transport;

beforeEach(() => {
  opens = [];
  produced = [];
  failures = [];
  let produce: ((event: object, done: (answer: object) => void) => void) | undefined;
  transport = {
    id: 'send',
    on: (_event: string, listener: typeof produce) => (produce = listener),
    produce: async ({ track, appData }: { track: MediaStreamTrack; appData: { source: TrackSource } }) => {
      produced.push(appData.source);
      await new Promise((resolve) => produce?.({ rtpParameters: {}, appData }, resolve as never));
      return { track, close: () => undefined };
    },
  } as unknown as types.Transport;
  publisher = new Publisher({
    openTransport: () => {
      const opening = Promise.withResolvers<types.Transport>();
      opens.push(opening);
      return opening.promise;
    },
    signaling: { request: (async () => ({ producerId: 'p' })) as never },
    sendOptions: () => ({}),
    failed: (source, { code }) => void failures.push(`${source} ${code}`),
  });
});

const wish = (kind: string) =>
  ({ track: new FakeMediaStreamTrack({ kind }) as unknown as MediaStreamTrack, paused: false, codec: null });

describe('the transport to publish on', () => {
  test('is not asked for while there is nothing to publish', async () => {
    await publisher.set('mic', { track: null, paused: true, codec: null });
    await publisher.set('screen', null);
    expect(opens).toHaveLength(0);
  });

  test('is asked for once by all sources', async () => {
    void publisher.set('mic', wish('audio'));
    void publisher.set('camera', wish('video'));
    expect(opens).toHaveLength(1);
    opens[0]?.resolve(transport);
    await publisher.idle();
    await publisher.set('screen', wish('video'));
    expect(opens).toHaveLength(1);
    expect(produced.sort()).toEqual(['camera', 'mic', 'screen']);
  });

  test('carries nothing that was turned off before it came', async () => {
    void publisher.set('screen', wish('video'));
    void publisher.set('mic', wish('audio'));
    void publisher.set('screen', null);
    opens[0]?.resolve(transport);
    await publisher.idle();
    expect(produced).toEqual(['mic']);
  });

  test('carries nothing once the stay has ended', async () => {
    void publisher.set('mic', wish('audio'));
    publisher.close();
    opens[0]?.resolve(transport);
    await publisher.idle();
    expect(produced).toEqual([]);
  });

  test('is asked for again after a failure, which is told', async () => {
    void publisher.set('mic', wish('audio'));
    opens[0]?.reject(new CallError('UNAVAILABLE'));
    await until('told', () => failures.join() === 'mic UNAVAILABLE');
    void publisher.set('mic', wish('audio'));
    expect(opens).toHaveLength(2);
    opens[1]?.resolve(transport);
    await publisher.idle();
    expect(produced).toEqual(['mic']);
  });
});
