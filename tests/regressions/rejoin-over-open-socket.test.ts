import { afterEach, expect, test } from '@jest/globals';
import { Device, FakeHandler, testFakeParameters } from 'mediasoup-client';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { Call } from '../../packages/client/src/index.ts';
import { fakeCapture } from '../support/caller.ts';
import { startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

let sfu: Sfu;

afterEach(async () => {
  await sfu.close();
});

/** Joining anew was refused with `WRONG_PHASE`, as the socket had a peer already, and that ended the call. */
test('a client that gives its media up joins anew, though its connection to the server stands', async () => {
  sfu = await startSfu();
  let made = 0;
  const call = new Call({
    url: sfu.url,
    capture: fakeCapture(),
    createDevice: async () => new Device({
      handlerFactory: FakeHandler.createFactory({
        ...testFakeParameters,
        generateLocalDtlsParameters: () => {
          const good = testFakeParameters.generateLocalDtlsParameters();
          // The server refuses the first, so the media of the first stay can't be had.
          return made++ === 0 ? { ...good, fingerprints: [{ algorithm: 'sha-256', value: 'none' }] } : good;
        },
      }),
    }),
  });
  await call.setMic(true);
  await call.join({ roomId: 'anew', name: 'Ann' });
  const { selfId } = call.getState().room ?? {};
  await until('it gives the first stay up', () => call.getState().connection.status === 'reconnecting');
  await until('it is in again', () => call.getState().connection.status === 'joined');
  await until('with a microphone', () => sfu.census().producers === 1);
  expect(call.getState().room).toMatchObject({ selfId, self: { role: 'host' } });
  expect(sfu.census()).toMatchObject({ peers: 1, transports: 2, connections: 1 });
  call.dispose();
});
