import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import type { Call } from '../../packages/client/src/index.ts';
import { fakeCall } from '../support/caller.ts';
import { startSfu } from '../support/sfu.ts';
import { tcpRelay, type TcpRelay } from '../support/tcp-relay.ts';
import { until } from '../support/until.ts';

// What a page wrote to its socket as it went away was lost now and then, as the system resets a connection that is
// closed with something unread. The others then saw who had gone for another nine seconds.

let sfu: Sfu;
beforeEach(async () => {
  sfu = await startSfu();
});
afterEach(async () => {
  await sfu.close();
});

/** Two in a room, the one of them through a relay. */
async function meet(): Promise<{ between: TcpRelay; ann: Call; bob: Call }> {
  const between = await tcpRelay(sfu.url);
  const [ann, bob] = [fakeCall(between.url), fakeCall(sfu.url)];
  await ann.join({ roomId: 'page', name: 'Ann' });
  await bob.join({ roomId: 'page', name: 'Bob' });
  return { between, ann, bob };
}

test('who leaves with their page has left, also when the socket’s last words are lost', async () => {
  const { between, ann, bob } = await meet();
  between.stallSockets();
  const left = ann.leave(true);
  await until('Ann has gone', () => sfu.census().peers === 1, 3_000);
  between.cut();
  await left;
  await bob.leave();
  between.close();
});

test('who leaves while the connection is lost has left, and the grace period is not waited for', async () => {
  const between = await tcpRelay(sfu.url);
  const ann = fakeCall(between.url);
  await ann.join({ roomId: 'lost', name: 'Ann' });
  between.cut();
  await until('Ann notices', () => ann.getState().connection.status === 'reconnecting');
  await ann.leave();
  await until('Ann has gone', () => sfu.census().peers === 0, 3_000);
  between.close();
});

test('who leaves while there is no network is gone when it is back', async () => {
  const { between, ann, bob } = await meet();
  between.away(true);
  await until('Ann notices', () => ann.getState().connection.status === 'reconnecting');
  await ann.leave();
  // Longer than the first attempt takes to fail.
  await delay(300);
  expect(sfu.census().peers).toBe(2);
  between.away(false);
  await until('Ann has gone', () => bob.getState().room?.peers.size === 1, 5_000);
  await bob.leave();
  between.close();
});

test('who leaves over a socket that died without a word is gone as soon as that shows', async () => {
  const { between, ann, bob } = await meet();
  between.stallSockets();
  const left = ann.leave();
  // The server would find it by itself in some seven seconds.
  await until('Ann has gone', () => bob.getState().room?.peers.size === 1, 5_000);
  await left;
  await bob.leave();
  between.close();
});
