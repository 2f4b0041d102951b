import { expect, test } from '@jest/globals';
import { restartIceOf } from '../../packages/client/src/ice-restart.ts';

/** A transport whose browser answers like this when it is told of other STUN and TURN servers. */
function transport(updateIceServers: () => Promise<void>): { restarts: string[]; transport: Parameters<typeof restartIceOf>[0] } {
  const restarts: string[] = [];
  const restartIce = async ({ iceParameters }: { iceParameters: { usernameFragment: string } }): Promise<void> => {
    restarts.push(iceParameters.usernameFragment);
  };
  return { restarts, transport: { updateIceServers, restartIce } as unknown as Parameters<typeof restartIceOf>[0] };
}

const ways = { iceParameters: { usernameFragment: 'new', password: 'secret' }, iceServers: [] };

/**
 * mediasoup-client refuses other servers in Firefox. The restart was given up with that, each time, and every broken
 * network cost Firefox new transports.
 */
test('a browser that can’t be told of other servers restarts ICE all the same', async () => {
  const refusing = transport(() => Promise.reject(Object.assign(new Error('not supported'), { name: 'UnsupportedError' })));
  await restartIceOf(refusing.transport, ways);
  expect(refusing.restarts).toEqual(['new']);
});

test('a transport that is closed meanwhile is not restarted', async () => {
  const closed = transport(() => Promise.reject(Object.assign(new Error('closed'), { name: 'InvalidStateError' })));
  await expect(restartIceOf(closed.transport, ways)).rejects.toThrow('closed');
  expect(closed.restarts).toEqual([]);
});
