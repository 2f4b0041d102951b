import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Peer } from '@plenary/protocol';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import type { Call } from '../../packages/client/src/index.ts';
import { fakeCall } from '../support/caller.ts';
import { offer } from '../support/http-media.ts';
import { startSfu } from '../support/sfu.ts';
import { TOKEN_KEYS, tokenFor } from '../support/tokens.ts';
import { until } from '../support/until.ts';

const ROOM = 'studio';

let sfu: Sfu;
let hana: Call;

beforeEach(async () => {
  sfu = await startSfu({ media: { workers: 1 }, tokenKeys: TOKEN_KEYS });
  hana = fakeCall(sfu.url);
  await hana.join({ roomId: ROOM, name: 'Hana' });
});

afterEach(async () => {
  hana.dispose();
  await sfu.close();
});

async function send(path: string, method: string, token?: string, body?: string): Promise<{ status: number; session: string }> {
  const response = await fetch(new URL(path, sfu.url), {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/sdp' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, session: response.headers.get('location') ?? '' };
}

const publish = (token: string) => send(`/whip/${ROOM}`, 'POST', token, offer({}));
const play = (token?: string) => send(`/whep/${ROOM}`, 'POST', token, offer({ direction: 'recvonly' }));
const encoderToken = (sub: string): Promise<string> => tokenFor(ROOM, { publish: true, name: 'Studio', sub });
const studio = (): Peer | undefined =>
  [...(hana.getState().room?.peers.values() ?? [])].find(({ name }) => name === 'Studio');
const isMuted = (): boolean | undefined => studio()?.tracks.find(({ source }) => source === 'mic')?.paused;

test('a token passes the lobby, and nobody else does without a host; the lock keeps both out', async () => {
  await hana.setRoomSettings({ lobby: true });
  expect((await publish(await encoderToken('one'))).status).toBe(201);
  await until('it is there', () => studio() !== undefined);
  expect((await play()).status).toBe(403);
  expect((await play(await tokenFor(ROOM, { subscribe: true }))).status).toBe(201);
  expect(hana.getState().room?.lobby.total).toBe(0);
  await hana.setRoomSettings({ locked: true });
  expect((await publish(await encoderToken('two'))).status).toBe(403);
  expect((await play(await tokenFor(ROOM, { subscribe: true }))).status).toBe(403);
});

test('an encoder sends whatever speakers may, is muted by a host, and heard again by one', async () => {
  await hana.setRoomSettings({ allowUnmute: false, allowCamera: false });
  await publish(await encoderToken('one'));
  await until('it is heard', () => isMuted() === false);
  await hana.host.stopMedia(studio()?.id ?? '', 'mic');
  await until('it is muted', () => isMuted() === true);
  await hana.host.askToUnmute(studio()?.id ?? '');
  await until('it is heard again', () => isMuted() === false);
});

test('who is removed is kept out by the subject of the token, also with a new one', async () => {
  const { session } = await publish(await encoderToken('one'));
  await until('it is there', () => studio() !== undefined);
  await hana.host.removePeer(studio()?.id ?? '');
  await until('it is gone', () => studio() === undefined);
  expect((await send(session, 'DELETE')).status).toBe(404);
  expect((await publish(await encoderToken('one'))).status).toBe(403);
  expect((await publish(await encoderToken('two'))).status).toBe(201);
});

test('the end for all ends encoders too', async () => {
  const { session } = await publish(await encoderToken('one'));
  await until('it is there', () => studio() !== undefined);
  await hana.host.endMeeting().catch(() => undefined);
  expect((await send(session, 'DELETE')).status).toBe(404);
  await until('nothing is left', () => {
    const { rooms, peers, producers, transports } = sfu.census();
    return rooms + peers + producers + transports === 0;
  });
});
