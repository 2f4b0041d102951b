import { expect, test } from '@jest/globals';
import { PROTOCOL_VERSION } from '@plenary/protocol';
import { fakeCall } from '../support/caller.ts';
import { rawClient, type RawClient } from '../support/raw.ts';
import { startSfu } from '../support/sfu.ts';

/** So many of one address may wait. */
const MOST = 100;

/* Five hundred may wait in a lobby, and five hundred sockets may come from one address: one could keep all others out. */
test('one address leaves place in the lobby for others', async () => {
  const sfu = await startSfu({ media: { workers: 1 } });
  const hana = fakeCall(sfu.url);
  await hana.join({ roomId: 'lobby', name: 'Hana' });
  await hana.setRoomSettings({ lobby: true });
  const clients: RawClient[] = [];
  const knock = async (address: string): Promise<string> => {
    const client = await rawClient(sfu.url, { protocol: PROTOCOL_VERSION }, { 'x-forwarded-for': address });
    clients.push(client);
    const answer = await client.send<{ status: string }>('join', { roomId: 'lobby', name: 'X', rtpCapabilities: {} });
    return answer.ok ? answer.data.status : answer.error.code;
  };
  const answers = await Promise.all(Array.from({ length: MOST + 5 }, () => knock('203.0.113.7')));
  expect(answers.filter((answer) => answer === 'lobby')).toHaveLength(MOST);
  expect(answers.filter((answer) => answer === 'ROOM_FULL')).toHaveLength(5);
  expect(await knock('203.0.113.8')).toBe('lobby');
  clients.forEach((client) => client.close());
  hana.dispose();
  await sfu.close();
});
