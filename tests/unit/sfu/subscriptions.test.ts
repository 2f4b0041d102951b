import { expect, test } from '@jest/globals';
import type { ConsumerInfo, Notification } from '@plenary/protocol';
import type { Publisher } from '../../../apps/sfu/src/rooms/fanout.ts';
import { Peer } from '../../../apps/sfu/src/rooms/peer.ts';
import type { PeerMedia, TrackRef } from '../../../apps/sfu/src/rooms/ports.ts';
import { Subscriptions } from '../../../apps/sfu/src/rooms/subscriptions.ts';
import { until } from '../../support/until.ts';

/** A peer whose media answer only when the test lets them. */
function setUp() {
  const publishers: Publisher[] = [];
  const notified: Notification[] = [];
  const asked: string[][] = [];
  const closed: string[] = [];
  const gates: (() => void)[] = [];
  const media = {
    consume: (tracks: readonly TrackRef[]) => {
      asked.push(tracks.map((track) => track.producerId));
      return new Promise<ConsumerInfo[]>((resolve) => {
        gates.push(() => resolve(tracks.map(({ producerId, peerId, source }) =>
          ({ consumerId: `c-${producerId}`, producerId, peerId, source, kind: 'audio', held: true, rtpParameters: {} as never }))));
      });
    },
    closeConsumer: (id: string) => void closed.push(id),
  } as unknown as PeerMedia;
  const peer = new Peer({
    id: 'me', name: 'me', role: 'speaker', joinedAt: 0, resumeToken: 't', media,
    link: { notify: (notification) => void notified.push(notification) },
    ended: () => undefined,
  });
  const subscriptions = new Subscriptions(peer, () => publishers);
  const publish = (id: string) => publishers.push({ id, role: 'speaker', tracks: [{ producerId: `${id}-mic`, peerId: id, source: 'mic' }] });
  const update = () => subscriptions.update((error) => { throw error; });
  return { publishers, notified, asked, closed, gates, subscriptions, publish, update };
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

test('a track that ends while it is being set up is told and taken back', async () => {
  const { publish, publishers, update, gates, notified, closed } = setUp();
  publish('a');
  update();
  publishers.length = 0;
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
