import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { moderationRequests, type ErrorCode, type RoomSettingsChange, type TrackSource } from '@plenary/protocol';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import type { Call, RoomState } from '../../packages/client/src/index.ts';
import { fakeCall } from '../support/caller.ts';
import { opusParameters, rawClient, type RawClient } from '../support/raw.ts';
import { startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

let sfu: Sfu;
const calls: Call[] = [];
const raws: RawClient[] = [];

beforeEach(async () => {
  sfu = await startSfu({ media: { workers: 1 } });
});

afterEach(async () => {
  calls.splice(0).forEach((made) => made.dispose());
  raws.splice(0).forEach((raw) => raw.close());
  await sfu.close();
});

async function enter(name: string, sources: readonly ('mic' | 'camera' | 'screen')[] = [], watch = false): Promise<Call> {
  const made = fakeCall(sfu.url);
  calls.push(made);
  await Promise.all([
    sources.includes('mic') && made.setMic(true),
    sources.includes('camera') && made.setCamera(true),
    sources.includes('screen') && made.setScreen(true),
  ]);
  await made.join({ roomId: 'rights', name, watch });
  return made;
}

async function raw(): Promise<RawClient> {
  const made = await rawClient(sfu.url);
  raws.push(made);
  return made;
}

const room = (made: Call): RoomState => made.getState().room as RoomState;
const idOf = (made: Call): string => room(made).selfId;
/** What `viewer` sees of somebody: on, muted, or nothing. */
const seen = (viewer: Call, id: string, source: TrackSource): 'on' | 'muted' | 'none' => {
  const track = room(viewer).peers.get(id)?.tracks.find((each) => each.source === source);
  return track === undefined ? 'none' : track.paused ? 'muted' : 'on';
};
const local = (made: Call, source: TrackSource): string => made.getState().local.tracks[source].status;
const code = (expected: ErrorCode) => expect.objectContaining({ code: expected });

describe('what is a host’s right', () => {
  test('is nobody else’s, message by message', async () => {
    const hana = await enter('Hana', ['mic']);
    const [speaker, viewer, outside] = [await raw(), await raw(), await raw()];
    await speaker.join('rights', 'Sam');
    const vic = await enter('Vic', [], true);
    // As a viewer by a raw socket: whoever comes into a broadcast.
    await hana.setRoomSettings({ kind: 'broadcast' });
    await viewer.join('rights', 'Val');
    await until('Hana is heard', () => seen(hana, idOf(hana), 'mic') === 'on');
    const inputs: Record<string, object> = {
      admit: { visitorId: 'x' },
      deny: { visitorId: 'x' },
      stopMedia: { peerId: idOf(hana), source: 'mic' },
      askToUnmute: { peerId: idOf(hana) },
      removePeer: { peerId: idOf(vic) },
      setRole: { peerId: idOf(hana), role: 'viewer' },
      setRoomSettings: { locked: true },
    };
    for (const name of [...Object.keys(moderationRequests), 'setRole', 'setRoomSettings']) {
      for (const forger of [speaker, viewer]) {
        expect([name, await forger.send(name, inputs[name] ?? {})]).toEqual([name, { ok: false, error: code('FORBIDDEN') }]);
      }
      expect([name, await outside.send(name, inputs[name] ?? {})]).toEqual([name, { ok: false, error: code('WRONG_PHASE') }]);
    }
    expect(seen(hana, idOf(hana), 'mic')).toBe('on');
    expect(sfu.census().peers).toBe(4);
  });

  test('does not reach into another room', async () => {
    const hana = await enter('Hana');
    const other = fakeCall(sfu.url);
    calls.push(other);
    await other.join({ roomId: 'elsewhere', name: 'Olga' });
    const id = other.getState().room?.selfId ?? '';
    for (const attempt of [hana.host.removePeer(id), hana.host.stopMedia(id, 'mic'), hana.host.askToUnmute(id)]) {
      await expect(attempt).rejects.toEqual(code('NOT_FOUND'));
    }
    expect(other.getState().connection.status).toBe('joined');
  });

  test('is handed over, shared and given up', async () => {
    const [hana, ann] = [await enter('Hana'), await enter('Ann')];
    await expect(hana.stage.setRole(idOf(hana), 'speaker')).rejects.toEqual(code('CONFLICT'));
    await hana.stage.setRole(idOf(ann), 'host');
    await until('Ann is host', () => room(ann).self.role === 'host');
    await hana.stage.setRole(idOf(hana), 'speaker');
    await until('Hana is not', () => room(hana).self.role === 'speaker');
    await expect(hana.host.muteAll()).rejects.toEqual(code('FORBIDDEN'));
    await ann.host.muteAll();
  });
});

describe('a host turns off', () => {
  test('a microphone: the server at once, the client at its end; unmuting is one’s own right', async () => {
    const [hana, ann] = [await enter('Hana'), await enter('Ann', ['mic'])];
    await until('Hana hears Ann', () => seen(hana, idOf(ann), 'mic') === 'on');
    await hana.host.stopMedia(idOf(ann), 'mic');
    await until('Ann is muted, at her end too', () => seen(hana, idOf(ann), 'mic') === 'muted' && local(ann, 'mic') === 'off');
    expect(room(ann).hostWord).toEqual({ kind: 'stopped', source: 'mic', by: 'Hana' });
    await ann.setMic(true);
    await until('Ann is heard again', () => seen(hana, idOf(ann), 'mic') === 'on');
  });

  test('the microphone of a client that does not listen', async () => {
    const hana = await enter('Hana');
    const deaf = await raw();
    const { snapshot, sendTransport } = await deaf.join('rights', 'Deaf');
    await deaf.send('produce', { transportId: sendTransport.id, source: 'mic', paused: false, rtpParameters: opusParameters(7) });
    await until('Hana hears it', () => seen(hana, snapshot.selfId, 'mic') === 'on');
    await hana.host.stopMedia(snapshot.selfId, 'mic');
    await until('it is muted', () => seen(hana, snapshot.selfId, 'mic') === 'muted');
    await hana.setRoomSettings({ allowUnmute: false });
    const producerId = room(hana).peers.get(snapshot.selfId)?.tracks[0]?.producerId;
    expect(await deaf.send('setProducerPaused', { producerId, paused: false })).toEqual({ ok: false, error: code('FORBIDDEN') });
    expect(seen(hana, snapshot.selfId, 'mic')).toBe('muted');
  });

  test('everyone’s microphone but hosts’', async () => {
    const [hana, ann, ben] = [await enter('Hana', ['mic']), await enter('Ann', ['mic']), await enter('Ben', ['mic'])];
    const states = (): string => [hana, ann, ben].map((each) => seen(hana, idOf(each), 'mic')).join();
    await until('all are heard', () => states() === 'on,on,on');
    await hana.host.muteAll();
    await until('the others are muted', () => states() === 'on,muted,muted');
    expect(local(hana, 'mic')).toBe('on');
  });

  test('a camera, and a screen share with its sound', async () => {
    const [hana, ann] = [await enter('Hana'), await enter('Ann', ['camera', 'screen'])];
    await until('Hana sees both', () => seen(hana, idOf(ann), 'camera') === 'on' && seen(hana, idOf(ann), 'screenAudio') === 'on');
    await hana.host.stopMedia(idOf(ann), 'screen');
    await until('the share is gone', () => seen(hana, idOf(ann), 'screen') === 'none' && seen(hana, idOf(ann), 'screenAudio') === 'none');
    await hana.host.stopMedia(idOf(ann), 'camera');
    await until('the camera is off', () => seen(hana, idOf(ann), 'camera') === 'muted' && local(ann, 'camera') === 'off');
    expect(local(ann, 'screen')).toBe('off');
    await ann.setScreen(true);
    await until('a new share works', () => seen(hana, idOf(ann), 'screen') === 'on');
  });

  test('what speakers may do, and they may again when asked or allowed', async () => {
    const [hana, ann] = [await enter('Hana', ['mic']), await enter('Ann', ['mic', 'camera', 'screen'])];
    // It counts until the rules change.
    await hana.host.askToUnmute(idOf(ann));
    await until('all is on', () => ['mic', 'camera', 'screen'].every((source) => seen(hana, idOf(ann), source as TrackSource) === 'on'));
    const off: RoomSettingsChange = { allowUnmute: false, allowCamera: false, allowScreen: false, allowChat: false };
    await hana.setRoomSettings(off);
    await until('it is off', () => ['mic', 'camera', 'screen'].map((source) => seen(hana, idOf(ann), source as TrackSource)).join() === 'muted,muted,none');
    expect(seen(hana, idOf(hana), 'mic')).toBe('on');
    await expect(ann.sendChat('hello')).rejects.toEqual(code('FORBIDDEN'));
    await hana.sendChat('hosts do');
    // Her client does not even try; one that does is refused.
    await ann.setMic(true);
    expect(local(ann, 'mic')).toBe('off');
    const stubborn = await raw();
    const { sendTransport } = await stubborn.join('rights', 'Stubborn');
    const produce = (paused: boolean) =>
      stubborn.send('produce', { transportId: sendTransport.id, source: 'mic', paused, rtpParameters: opusParameters(8) });
    expect(await produce(false)).toEqual({ ok: false, error: code('FORBIDDEN') });
    expect(await produce(true)).toMatchObject({ ok: true });

    await hana.host.askToUnmute(idOf(ann));
    await until('Ann is asked', () => room(ann).hostWord?.kind === 'asked');
    expect(local(ann, 'mic')).toBe('off');
    await ann.setMic(true);
    await until('Ann is heard', () => seen(hana, idOf(ann), 'mic') === 'on');
    await hana.host.stopMedia(idOf(ann), 'mic');
    await until('Ann is muted', () => local(ann, 'mic') === 'off');
    await ann.setMic(true);
    expect(local(ann, 'mic')).toBe('off');
    await hana.setRoomSettings({ allowCamera: true });
    await until('Ann knows', () => room(ann).settings.allowCamera);
    await ann.setCamera(true);
    await until('Ann is seen', () => seen(hana, idOf(ann), 'camera') === 'on');
  });

  test('who comes in with everything on into a room that allows nothing comes in with it off', async () => {
    const hana = await enter('Hana');
    await hana.setRoomSettings({ allowUnmute: false, allowCamera: false });
    const faults: unknown[] = [];
    const ann = fakeCall(sfu.url, { onError: (error) => faults.push(error) });
    calls.push(ann);
    await Promise.all([ann.setMic(true), ann.setCamera(true)]);
    await ann.join({ roomId: 'rights', name: 'Ann' });
    expect([local(ann, 'mic'), local(ann, 'camera'), faults]).toEqual(['off', 'off', []]);
    await hana.setRoomSettings({ allowUnmute: true });
    await until('Ann knows', () => room(ann).settings.allowUnmute);
    await ann.setMic(true);
    await until('Ann is heard', () => seen(hana, idOf(ann), 'mic') === 'on');
  });
});

test('the end for all tells everyone, and leaves nothing', async () => {
  const [hana, ann, vic] = [await enter('Hana', ['mic']), await enter('Ann', ['camera']), await enter('Vic', [], true)];
  await until('media flow', () => sfu.census().producers === 2);
  await hana.host.endMeeting().catch(() => undefined);
  const ends = () => [hana, ann, vic].map((each) => each.getState().connection);
  await until('all are told', () => ends().every((end) => end.status === 'closed' && end.reason === 'ended'));
  await until('nothing is left', () => Object.values(sfu.census()).every((count) => count === 0));
  expect(local(ann, 'camera')).toBe('off');
});

test('nobody removes themselves', async () => {
  const hana = await enter('Hana');
  await expect(hana.host.removePeer(idOf(hana))).rejects.toEqual(code('CONFLICT'));
});
