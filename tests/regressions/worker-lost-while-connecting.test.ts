import { afterEach, expect, test } from '@jest/globals';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { fakeCall } from '../support/caller.ts';
import { startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

let sfu: Sfu;

afterEach(async () => {
  await sfu.close();
});

/**
 * The request was answered with `INTERNAL`, the client gave its stay up and joined anew over a socket that still had
 * a peer, and the refusal of that ended the call.
 */
test('a worker that ends while a transport is being connected ends no call', async () => {
  sfu = await startSfu();
  const [ann, bob] = [fakeCall(sfu.url), fakeCall(sfu.url)];
  await ann.setMic(true);
  await ann.join({ roomId: 'connecting', name: 'Ann' });
  const [pid = 0] = sfu.workerPids();
  // Its requests are on their way, and are not answered any more.
  process.kill(pid, 'SIGSTOP');
  const { selfId } = ann.getState().room ?? {};
  await new Promise((resolve) => setTimeout(resolve, 200));
  process.kill(pid, 'SIGKILL');
  await until('her microphone is published on another worker', () => sfu.census().producers === 1);
  await bob.join({ roomId: 'connecting', name: 'Bob' });
  await until('Bob hears Ann', () => sfu.census().consumers === 1);
  expect(ann.getState()).toMatchObject({ connection: { status: 'joined' }, room: { selfId } });
  [ann, bob].forEach((call) => call.dispose());
});
