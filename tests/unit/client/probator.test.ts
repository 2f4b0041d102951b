import { expect, test } from '@jest/globals';
import { Device, FakeHandler, testFakeParameters, type types } from 'mediasoup-client';
import { withProbator } from '../../../packages/client/src/probator.ts';

type Factory = ReturnType<typeof FakeHandler.createFactory>;

/** A receive transport, and what it was asked to describe in each negotiation. */
async function receiving(fail: (batch: readonly string[]) => boolean = () => false): Promise<{ transport: types.Transport; batches: string[][] }> {
  const batches: string[][] = [];
  const fake = FakeHandler.createFactory(testFakeParameters);
  const factory: Factory['factory'] = (options) => {
    const handler = fake.factory(options);
    const receive = handler.receive.bind(handler);
    handler.receive = async (batch) => {
      const ids = batch.map(({ trackId }) => trackId);
      batches.push(ids);
      if (fail(ids)) {
        throw new Error('refused');
      }
      return await receive(batch);
    };
    return handler;
  };
  const device = new Device({ handlerFactory: withProbator({ ...fake, factory }) });
  await device.load({ routerRtpCapabilities: testFakeParameters.generateRouterRtpCapabilities() });
  const transport = device.createRecvTransport(testFakeParameters.generateTransportRemoteParameters());
  transport.on('connect', (_parameters, done) => done());
  return { transport, batches };
}

const audio = (id: string): types.ConsumerOptions => testFakeParameters.generateConsumerRemoteParameters({ id, codecMimeType: 'audio/opus' });
const video = (id: string): types.ConsumerOptions => testFakeParameters.generateConsumerRemoteParameters({ id, codecMimeType: 'video/VP8' });

/** mediasoup-client's queue of negotiations is empty: another one has been through it. */
async function settled(transport: types.Transport): Promise<void> {
  await transport.updateIceServers({ iceServers: [] });
}

test('what the bandwidth is probed with is described together with the first video', async () => {
  const { transport, batches } = await receiving();
  const made = await Promise.all([transport.consume(audio('sound')), transport.consume(video('picture')), transport.consume(video('screen'))]);
  await settled(transport);
  expect(made.map(({ id, kind }) => [id, kind])).toEqual([['sound', 'audio'], ['picture', 'video'], ['screen', 'video']]);
  expect(batches).toEqual([['sound', 'picture', 'screen', 'probator']]);
});

test('it comes with the first video, whenever that is, and once', async () => {
  const { transport, batches } = await receiving();
  await transport.consume(audio('sound'));
  await transport.consume(video('picture'));
  await settled(transport);
  await transport.consume(video('screen'));
  await settled(transport);
  expect(batches).toEqual([['sound'], ['picture', 'probator'], ['screen']]);
});

test('where the first video can’t be received, it is described by itself with the next', async () => {
  const { transport, batches } = await receiving((ids) => ids.includes('broken'));
  await expect(transport.consume(video('broken'))).rejects.toThrow('refused');
  await transport.consume(video('picture'));
  await settled(transport);
  expect(batches).toEqual([['broken', 'probator'], ['picture'], ['probator']]);
});
