import { expect, test } from '@jest/globals';
import type { ConsumerInfo, Notification } from '@plenary/protocol';
import type { Wish } from '../../../apps/sfu/src/rooms/fanout.ts';
import type { Delivery, PeerMedia, TrackRef } from '../../../apps/sfu/src/rooms/ports.ts';
import { Subscriptions } from '../../../apps/sfu/src/rooms/subscriptions.ts';
import { until } from '../../support/until.ts';

interface Asked {
  readonly id: string;
  readonly standby: boolean;
}

/** Subscriptions over media that answer only when the test lets them. */
function setUp() {
  const wanted: Wish[] = [];
  const notified: Notification[] = [];
  const asked: string[][] = [];
  const closed: string[] = [];
  const delivered: Asked[] = [];
  const layers: [string, number][] = [];
  const gates: (() => void)[] = [];
  let layerChanged: (consumerId: string, spatialLayer: number | null) => void = () => undefined;
  const unplayable = new Set<string>();
  const media = {
    unplayable,
    consume: (tracks: readonly { track: TrackRef }[]) => {
      asked.push(tracks.map(({ track }) => track.producerId));
      return new Promise<ConsumerInfo[]>((resolve) => {
        gates.push(() => resolve(tracks.filter(({ track }) => !unplayable.has(track.producerId)).map(({ track: { producerId, peerId, source } }) =>
          ({ consumerId: `c-${producerId}`, producerId, peerId, source, kind: 'audio', held: true, rtpParameters: {} as never }))));
      });
    },
    deliver: (id: string, { standby }: Delivery) => void delivered.push({ id, standby }),
    closeConsumer: (id: string) => void closed.push(id),
    watchLayers: (changed: typeof layerChanged) => void (layerChanged = changed),
  } as unknown as PeerMedia;
  const subscriptions = new Subscriptions({
    media,
    link: { notify: (notification) => void notified.push(notification), setOnStage: () => undefined },
    wishes: () => [...wanted],
    layerWanted: (producerId, layer) => void layers.push([producerId, layer]),
  });
  const publish = (id: string, layer = 1) =>
    wanted.push({ track: { producerId: `${id}-mic`, peerId: id, source: 'mic' }, standby: false, layer: { spatial: layer, temporal: 2 }, priority: 1 });
  const update = () => subscriptions.update((error) => { throw error; });
  return { unplayable, send: (id: string, layer: number | null) => layerChanged(id, layer), wanted, notified, asked, closed, gates, delivered, layers, subscriptions, publish, update };
}

test('changes during a run lead to one more run, never to two beside each other', async () => {
  const { publish, update, asked, gates, notified } = setUp();
  publish('a');
  update();
  publish('b');
  update();
  publish('c');
  update();
  expect(asked).toEqual([['a-mic']]);
  gates[0]?.();
  await until('the second run', () => asked.length === 2);
  expect(asked[1]).toEqual(['b-mic', 'c-mic']);
  gates[1]?.();
  await until('both told', () => notified.length === 2);
  expect(notified.map(({ name }) => name)).toEqual(['newConsumers', 'newConsumers']);
});

test('what turns out unplayable is followed by another look, which gives its place away', async () => {
  const { publish, wanted, update, asked, gates, unplayable, notified } = setUp();
  publish('a');
  update();
  unplayable.add('a-mic');
  wanted.length = 0;
  publish('b');
  gates[0]?.();
  await until('the second look', () => asked.length === 2);
  expect(asked[1]).toEqual(['b-mic']);
  gates[1]?.();
  await until('told', () => notified.length === 2);
  expect(notified).toMatchObject([
    { name: 'tracksUnplayable', payload: { producerIds: ['a-mic'] } },
    { name: 'newConsumers', payload: { consumers: [{ consumerId: 'c-b-mic' }] } },
  ]);
});

test('a track that ends while it is being set up is told and taken back', async () => {
  const { publish, wanted, update, gates, notified, closed } = setUp();
  publish('a');
  update();
  wanted.length = 0;
  update();
  gates[0]?.();
  await until('taken back', () => notified.length === 2);
  expect(notified).toMatchObject([
    { name: 'newConsumers' },
    { name: 'consumersClosed', payload: { consumerIds: ['c-a-mic'] } },
  ]);
  expect(closed).toEqual(['c-a-mic']);
});

test('after close nothing is told', async () => {
  const { publish, update, gates, notified, subscriptions } = setUp();
  publish('a');
  update();
  subscriptions.close();
  gates[0]?.();
  await new Promise((resolve) => setImmediate(resolve));
  expect(notified).toEqual([]);
});

test('a track that goes out of view is put on standby, and back, without a new consumer', async () => {
  const { publish, wanted, update, gates, asked, delivered, layers, notified } = setUp();
  publish('a');
  update();
  gates[0]?.();
  await until('told', () => notified.length === 1);
  const [wish] = wanted;
  wanted[0] = { ...(wish as Wish), standby: true };
  update();
  await until('on standby', () => delivered.length === 1);
  wanted[0] = { ...(wish as Wish), layer: { spatial: 2, temporal: 2 } };
  update();
  await until('back', () => delivered.length === 2);
  expect(delivered).toEqual([{ id: 'c-a-mic', standby: true }, { id: 'c-a-mic', standby: false }]);
  expect(layers).toEqual([['a-mic', 1], ['a-mic', -1], ['a-mic', 2]]);
  expect(asked).toHaveLength(1);
  expect(notified).toHaveLength(1);
});

test('what was under way when the peer moved away is closed and not told', async () => {
  const { publish, update, gates, notified, closed, subscriptions } = setUp();
  publish('a');
  update();
  subscriptions.freeze();
  gates[0]?.();
  await until('closed', () => closed.length === 1);
  expect(closed).toEqual(['c-a-mic']);
  expect(notified).toEqual([]);
});

test('a layer stays wanted while it is still being sent: the switch to a lower one waits for a key frame', async () => {
  const { publish, wanted, update, gates, layers, notified, send } = setUp();
  publish('a', 2);
  update();
  gates[0]?.();
  await until('told', () => notified.length === 1);
  send('c-a-mic', 2);
  wanted[0] = { ...(wanted[0] as Wish), layer: { spatial: 0, temporal: 2 } };
  update();
  expect(layers.at(-1)).toEqual(['a-mic', 2]);
  send('c-a-mic', 0);
  expect(layers.at(-1)).toEqual(['a-mic', 0]);
});
