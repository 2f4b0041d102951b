import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import type { CallError } from '../../packages/client/src/index.ts';
import { fakeCall } from '../support/caller.ts';
import { opusParameters, rawClient } from '../support/raw.ts';
import { startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

let sfu: Sfu;

beforeEach(async () => {
  sfu = await startSfu({ media: { workers: 2 } });
});

afterEach(async () => {
  await sfu.close();
});

/** Whoever is on the first worker loses their media, and waits for others until the second one counts as stuck. */
function loseFirst(): void {
  const [first = 0, second = 0] = sfu.workerPids();
  process.kill(second, 'SIGSTOP');
  process.kill(first, 'SIGKILL');
}

/**
 * `connectTransport` was answered with `NOT_FOUND` when it came after the worker's end and before new media: the client
 * took its stay for lost, left the room and joined anew.
 */
test('what is asked of transports that went with their worker is not the client’s mistake', async () => {
  const ann = await rawClient(sfu.url);
  const { recvTransport: { id: transportId }, sendTransport } = await ann.join('between', 'Ann');
  loseFirst();
  await until('her worker is gone', () => sfu.census().transports === 0);
  const fingerprints = [{ algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'AB').join(':') }];
  const codeOf = async (name: string, request: object): Promise<string> => {
    const answer = await ann.send(name, request);
    return answer.ok ? 'ok' : answer.error.code;
  };
  expect(await codeOf('connectTransport', { transportId, dtlsParameters: { role: 'client', fingerprints } })).toBe('UNAVAILABLE');
  expect(await codeOf('restartIce', { transportId })).toBe('UNAVAILABLE');
  expect(await codeOf('checkWay', { transportId })).toBe('UNAVAILABLE');
  // What is wished is published over the next.
  expect(await codeOf('openSendTransport', { recvTransportId: transportId })).toBe('DISCONNECTED');
  const mic = { transportId: sendTransport.id, source: 'mic', rtpParameters: opusParameters(1), paused: false };
  expect(await codeOf('produce', mic)).toBe('DISCONNECTED');
  await until('she has others', () => ann.notifications.some(({ name }) => name === 'mediaMoved'), 15_000);
  expect(await codeOf('checkWay', { transportId })).toBe('NOT_FOUND');
  ann.close();
}, 30_000);

test('a microphone that is turned on between two workers is heard over the second, and nobody is told of a failure', async () => {
  const failures: CallError[] = [];
  const ann = fakeCall(sfu.url, { onError: (error) => failures.push(error) });
  await ann.join({ roomId: 'between', name: 'Ann' });
  const { selfId, self } = ann.getState().room ?? {};
  loseFirst();
  await until('her worker is gone', () => sfu.census().transports === 0);
  await ann.setMic(true);
  await until('her microphone is published', () => sfu.census().producers === 1, 15_000);
  expect(ann.getState()).toMatchObject({ connection: { status: 'joined' }, room: { selfId, self: { joinedAt: self?.joinedAt } } });
  expect(failures).toEqual([]);
  ann.dispose();
}, 30_000);
