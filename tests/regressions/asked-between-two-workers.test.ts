import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import type { CallError } from '../../packages/client/src/index.ts';
import { fakeCall } from '../support/caller.ts';
import { opusParameters, rawClient } from '../support/raw.ts';
import { ADMIN_KEY } from '../support/sfu-process.ts';
import { startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';
import type { WorkerRow } from '../support/worker-call.ts';

let sfu: Sfu;

beforeEach(async () => {
  sfu = await startSfu({ adminKey: ADMIN_KEY, media: { workers: 2 } });
});

afterEach(async () => {
  await sfu.close();
});

/** Who is in the room loses their media, and waits for others until the worker that is to make them counts as stuck. */
async function loseMedia(): Promise<void> {
  const response = await fetch(`${sfu.url}/api/v1/admin/workers`, { headers: { authorization: `Bearer ${ADMIN_KEY}` } });
  const { workers } = (await response.json()) as { workers: WorkerRow[] };
  const [busy, idle] = [...workers].sort((a, b) => b.peers - a.peers);
  expect([busy?.peers, idle?.peers]).toEqual([1, 0]);
  process.kill(idle?.pid ?? 0, 'SIGSTOP');
  process.kill(busy?.pid ?? 0, 'SIGKILL');
}

/**
 * `connectTransport` was answered with `NOT_FOUND` when it came after the worker's end and before new media: the client
 * took its stay for lost, left the room and joined anew.
 */
test('what is asked of transports that went with their worker is not the client’s mistake', async () => {
  const ann = await rawClient(sfu.url);
  const { recvTransport: { id: transportId }, sendTransport } = await ann.join('between', 'Ann');
  await loseMedia();
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
  await loseMedia();
  await until('her worker is gone', () => sfu.census().transports === 0);
  await ann.setMic(true);
  await until('her microphone is published', () => sfu.census().producers === 1, 15_000);
  expect(ann.getState()).toMatchObject({ connection: { status: 'joined' }, room: { selfId, self: { joinedAt: self?.joinedAt } } });
  expect(failures).toEqual([]);
  ann.dispose();
}, 30_000);
