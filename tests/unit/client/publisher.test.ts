import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { CallError, type TrackSource, type VideoCodec } from '@plenary/protocol';
import { FakeMediaStreamTrack } from 'fake-mediastreamtrack';
import type { types } from 'mediasoup-client';
import { Publisher } from '../../../packages/client/src/publisher.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** A publisher whose messages are written down: `produce camera replaces 1`. */
function setUp(options: { gone?: string } = {}) {
  const messages: string[] = [];
  let onProduce: (event: object, done: () => void) => void = () => undefined;
  let next = 1;
  const transport = {
    id: 'send',
    on: (_name: string, listener: typeof onProduce) => (onProduce = listener),
    produce: async ({ track, appData }: { track: unknown; appData: object }) => {
      onProduce({ rtpParameters: {}, appData }, () => undefined);
      const producer = {
        track,
        close: () => undefined,
        replaceTrack: async (other: { track: unknown }) => void (producer.track = other.track),
      };
      return producer;
    },
  } as unknown as types.Transport;
  const signaling = {
    request: async (name: string, input: { source?: string; replaces?: string; producerId?: string; paused?: boolean }) => {
      const { source, replaces, producerId, paused } = input;
      messages.push([name, source, replaces === undefined ? null : `replaces ${replaces}`, producerId, name === 'setProducerPaused' ? String(paused) : null].filter(Boolean).join(' '));
      if (producerId !== undefined && producerId === options.gone) {
        throw new CallError('NOT_FOUND');
      }
      return { producerId: String(next++) };
    },
  } as never;
  const publisher = new Publisher({ openTransport: async () => transport, signaling, sendOptions: () => ({}), failed: (_source, error) => void messages.push(error.code) });
  const track = new FakeMediaStreamTrack({ kind: 'video' }) as unknown as MediaStreamTrack;
  const wish = (codec: VideoCodec, more: { paused?: boolean; track?: MediaStreamTrack | null } = {}) =>
    publisher.set('camera' satisfies TrackSource, { track, paused: false, codec, ...more });
  return { messages, publisher, wish };
}

test('another codec is published beside the earlier one, which is closed when its time is over', async () => {
  const { messages, wish } = setUp();
  await wish('vp8');
  await wish('vp9');
  expect(messages).toEqual(['produce camera', 'produce camera replaces 1']);
  await jest.advanceTimersByTimeAsync(2_000);
  expect(messages).toHaveLength(2);
  await jest.advanceTimersByTimeAsync(1_000);
  expect(messages.slice(2)).toEqual(['closeProducer 1']);
});

test('a camera that goes off ends the earlier one first: nothing of it is sent on', async () => {
  const { messages, wish } = setUp();
  await wish('vp8');
  await wish('vp9');
  await wish('vp9', { track: null, paused: true });
  expect(messages.slice(2)).toEqual(['closeProducer 1', 'setProducerPaused 2 true']);
});

test('a camera that is off changes its codec when it comes on', async () => {
  const { messages, wish } = setUp();
  await wish('vp8');
  await wish('vp8', { track: null, paused: true });
  await wish('vp9', { track: null, paused: true });
  expect(messages).toEqual(['produce camera', 'setProducerPaused 1 true']);
  await wish('vp9');
  expect(messages.slice(2)).toEqual(['produce camera replaces 1']);
});

test('a third codec ends the first before it takes the place of the second', async () => {
  const { messages, wish } = setUp();
  await wish('vp8');
  await wish('vp9');
  await wish('av1');
  expect(messages.slice(2)).toEqual(['closeProducer 1', 'produce camera replaces 2']);
});

test('an ended track ends with what it took the place of', async () => {
  const { messages, publisher, wish } = setUp();
  await wish('vp8');
  await wish('vp9');
  await publisher.set('camera', null);
  expect(messages.slice(2)).toEqual(['closeProducer 1', 'closeProducer 2']);
  await jest.advanceTimersByTimeAsync(5_000);
  expect(messages).toHaveLength(4);
});

test('an earlier one that the server ended by itself is no failure', async () => {
  const { messages, wish } = setUp({ gone: '1' });
  await wish('vp8');
  await wish('vp9');
  await jest.advanceTimersByTimeAsync(3_000);
  await wish('vp9', { paused: true });
  expect(messages.slice(2)).toEqual(['closeProducer 1', 'setProducerPaused 2 true']);
});
