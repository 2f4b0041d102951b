import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { requests, type ErrorCode, type RequestName, type RoomSettingsChange } from '@plenary/protocol';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import type { Call, CallState } from '../../packages/client/src/index.ts';
import { fakeCall } from '../support/caller.ts';
import { capabilities, rawClient } from '../support/raw.ts';
import { startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

let sfu: Sfu;
const calls: Call[] = [];

beforeEach(async () => {
  sfu = await startSfu({ media: { workers: 1 } });
});

afterEach(async () => {
  calls.splice(0).forEach((made) => made.dispose());
  await sfu.close();
});

/** Knocks; resolves when the answer is there, whatever it is. */
async function knock(name: string, { watch, clientId }: { watch?: boolean; clientId?: string } = {}): Promise<Call> {
  const made = fakeCall(sfu.url, clientId === undefined ? {} : { clientId });
  calls.push(made);
  await made.join({ roomId: 'lobby', name, ...(watch === undefined ? {} : { watch }) });
  return made;
}

async function host(settings: RoomSettingsChange = { lobby: true }): Promise<Call> {
  const made = await knock('Hana');
  await made.setRoomSettings(settings);
  return made;
}

const status = (made: Call): CallState['connection']['status'] => made.getState().connection.status;
const waiting = (made: Call): string[] => made.getState().room?.lobby.visitors.map(({ name }) => name) ?? [];
const visitorId = (made: Call, name: string): string =>
  made.getState().room?.lobby.visitors.find((visitor) => visitor.name === name)?.id ?? '';
const code = (expected: ErrorCode) => expect.objectContaining({ code: expected });

describe('the lobby', () => {
  test('holds whoever comes, viewers too, until a host lets them in; then they come in by themselves', async () => {
    const hana = await host();
    const [ann, vic] = [await knock('Ann'), await knock('Vic', { watch: true })];
    expect([status(ann), status(vic), ann.getState().room]).toEqual(['lobby', 'lobby', null]);
    await until('Hana sees them', () => waiting(hana).join() === 'Ann,Vic');
    await hana.host.admit(visitorId(hana, 'Ann'));
    await until('Ann is in', () => status(ann) === 'joined');
    await until('one is left', () => waiting(hana).join() === 'Vic');
    // Who was let in sees nothing of those who wait.
    expect(ann.getState().room?.lobby).toEqual({ visitors: [], total: 0 });
    await hana.host.admitAll();
    await until('Vic is in', () => status(vic) === 'joined');
    expect(vic.getState().room?.self.role).toBe('viewer');
    expect(sfu.census().peers).toBe(3);
  });

  test('turns away with a word that says so', async () => {
    const hana = await host();
    const ann = await knock('Ann');
    await until('Hana sees Ann', () => waiting(hana).length === 1);
    await hana.host.deny(visitorId(hana, 'Ann'));
    await until('Ann is told', () => status(ann) === 'closed');
    expect(ann.getState().connection).toMatchObject({ reason: 'failed', error: { code: 'DENIED' } });
    await expect(hana.host.admit('nobody')).rejects.toEqual(code('NOT_FOUND'));
  });

  test('who was turned away is refused for a while, another tab of theirs too, and is told for how long', async () => {
    const hana = await host();
    const ann = await knock('Ann', { clientId: 'the-browser-of-ann' });
    await until('Hana sees Ann', () => waiting(hana).length === 1);
    await hana.host.deny(visitorId(hana, 'Ann'));
    await until('Ann is told', () => status(ann) === 'closed');
    expect(ann.getState().connection).toMatchObject({ error: { code: 'DENIED', retryAfterSeconds: 60 } });
    const left = expect.objectContaining({ code: 'DENIED', retryAfterSeconds: expect.any(Number) });
    await expect(ann.join({ roomId: 'lobby', name: 'Ann' })).rejects.toEqual(left);
    await expect(knock('Anna', { clientId: 'the-browser-of-ann' })).rejects.toEqual(left);
    expect(status(await knock('Ben', { clientId: 'the-browser-of-ben' }))).toBe('lobby');
    await until('Hana sees Ben alone', () => waiting(hana).join() === 'Ben');
    // There are other ways in.
    await hana.setRoomSettings({ lobby: false });
    expect(status(await knock('Ann', { clientId: 'the-browser-of-ann' }))).toBe('joined');
  });

  test('who was turned away may ask again after the wait', async () => {
    await sfu.close();
    sfu = await startSfu({ media: { workers: 1 }, rooms: { lobbyDeniedSeconds: 3 } });
    const hana = await host();
    const ann = await knock('Ann', { clientId: 'the-browser-of-ann' });
    await until('Hana sees Ann', () => waiting(hana).length === 1);
    await hana.host.deny(visitorId(hana, 'Ann'));
    await until('Ann is told', () => status(ann) === 'closed');
    const told = Date.now();
    await expect(ann.join({ roomId: 'lobby', name: 'Ann' })).rejects.toEqual(code('DENIED'));
    await until('the wait is over', () => Date.now() >= told + 3_000, 10_000);
    await ann.join({ roomId: 'lobby', name: 'Ann' });
    expect(status(ann)).toBe('lobby');
    await until('Hana sees Ann again', () => waiting(hana).join() === 'Ann');
  });

  test('who gives up or loses the socket leaves it', async () => {
    const hana = await host();
    const [ann, ben] = [await knock('Ann'), await knock('Ben')];
    await until('both wait', () => waiting(hana).length === 2);
    await ann.leave();
    await until('Ann is gone', () => waiting(hana).join() === 'Ben');
    ben.dispose();
    await until('Ben too', () => waiting(hana).length === 0);
  });

  test('who comes back with a resume token does not wait', async () => {
    const hana = await host({ locked: false });
    const ann = await knock('Ann');
    await hana.setRoomSettings({ lobby: true });
    await ann.leave();
    await ann.join({ roomId: 'lobby', name: 'Ann' });
    expect(status(ann)).toBe('joined');
  });

  test('the list goes to the successor when the last host leaves', async () => {
    const hana = await host({ locked: false });
    const ann = await knock('Ann');
    await hana.setRoomSettings({ lobby: true });
    const ben = await knock('Ben');
    await until('Hana sees Ben', () => waiting(hana).length === 1);
    expect(waiting(ann)).toEqual([]);
    await hana.leave();
    await until('Ann is host and sees Ben', () => ann.getState().room?.self.role === 'host' && waiting(ann).join() === 'Ben');
    await ann.host.admitAll();
    await until('Ben is in', () => status(ben) === 'joined');
  });

  test('a host who comes later, or is made one, sees who waits; who is no longer host does not', async () => {
    const hana = await host({ locked: false });
    const ann = await knock('Ann');
    await hana.setRoomSettings({ lobby: true });
    await knock('Ben');
    const annId = ann.getState().room?.selfId ?? '';
    await hana.stage.setRole(annId, 'host');
    await until('Ann sees Ben', () => waiting(ann).join() === 'Ben');
    await hana.stage.setRole(annId, 'speaker');
    await until('Ann sees nobody', () => waiting(ann).length === 0);
    await knock('Cy');
    await until('Hana sees both', () => waiting(hana).length === 2);
    expect(waiting(ann)).toEqual([]);
  });

  test('is emptied into the room when it is turned off', async () => {
    const hana = await host();
    const ann = await knock('Ann');
    await hana.setRoomSettings({ lobby: false });
    await until('Ann is in', () => status(ann) === 'joined');
  });

  test('ends with the meeting, for all in it', async () => {
    const hana = await host();
    const ann = await knock('Ann');
    await hana.host.endMeeting().catch(() => undefined);
    await until('Ann is told', () => status(ann) === 'closed');
    expect(ann.getState().connection).toEqual({ status: 'closed', reason: 'ended' });
  });

  test('who waits before a deserted room comes into the next of that name by themselves', async () => {
    const hana = await host();
    const ann = await knock('Ann');
    await until('Hana sees Ann', () => waiting(hana).length === 1);
    await hana.leave();
    await until('Ann is in', () => status(ann) === 'joined', 10_000);
    expect(ann.getState().room?.self.role).toBe('host');
  });

  test('is there from the first guest on where the operator says so', async () => {
    const strict = await startSfu({ media: { workers: 1 }, rooms: { defaults: { lobby: true } } });
    const [first, second] = [fakeCall(strict.url), fakeCall(strict.url)];
    await first.join({ roomId: 'strict', name: 'First' });
    await second.join({ roomId: 'strict', name: 'Second' });
    expect([status(first), status(second)]).toEqual(['joined', 'lobby']);
    first.dispose();
    second.dispose();
    await strict.close();
  });
});

describe('someone in the lobby', () => {
  test('is told nothing of the room, and may do nothing in it', async () => {
    const hana = await host();
    await hana.sendChat('A secret');
    const spy = await rawClient(sfu.url);
    const answer = await spy.send<{ ticket: string }>('join', { roomId: 'lobby', name: 'Spy', publish: true, rtpCapabilities: await capabilities(sfu.url) });
    expect(answer).toEqual({ ok: true, data: { status: 'lobby', ticket: expect.any(String) } });
    await until('Hana sees the spy', () => waiting(hana).length === 1);

    const valid: Partial<Record<RequestName, object>> = {
      admit: { visitorId: visitorId(hana, 'Spy') },
      sendChat: { text: 'hello' },
      setRoomSettings: { lobby: false },
      removePeer: { peerId: hana.getState().room?.selfId },
    };
    const forJoined = Object.entries(requests).filter(([, { phase }]) => phase === 'joined').map(([name]) => name);
    for (const name of forJoined) {
      const refused = await spy.send(name, valid[name as RequestName] ?? {});
      expect([name, refused]).toEqual([name, { ok: false, error: expect.objectContaining({ code: 'WRONG_PHASE' }) }]);
    }
    await hana.sendChat('Another');
    await hana.setRoomSettings({ slowModeSeconds: 5 });
    await until('Hana heard herself', () => hana.getState().room?.chat.length === 2);
    expect(spy.notifications).toEqual([]);
    expect(sfu.census()).toMatchObject({ peers: 1, transports: 1 });

    // Neither the ticket before its time nor the visitor's id is of any use.
    const ticket = answer.ok ? answer.data.ticket : '';
    for (const forged of [ticket, visitorId(hana, 'Spy')]) {
      const again = await spy.send('join', {
        roomId: 'lobby', name: 'Spy', ticket: forged, resumeToken: forged, rtpCapabilities: await capabilities(sfu.url),
      });
      expect(again).toMatchObject({ ok: true, data: { status: 'lobby' } });
    }
    await until('the spy waits once', () => hana.getState().room?.lobby.total === 1);
    spy.close();
  });
});

describe('the lock', () => {
  test('keeps everyone new out, the lobby does not matter; who was in comes back', async () => {
    const hana = await host({ slowModeSeconds: 1 });
    const ann = await knock('Ann');
    await hana.setRoomSettings({ locked: true, lobby: true });
    await expect(knock('Ben')).rejects.toEqual(code('LOCKED'));
    await expect(knock('Vic', { watch: true })).rejects.toEqual(code('LOCKED'));
    await ann.leave();
    await ann.join({ roomId: 'lobby', name: 'Ann' });
    expect(status(ann)).toBe('joined');
    await hana.setRoomSettings({ locked: false, lobby: false });
    expect(status(await knock('Ben'))).toBe('joined');
  });
});
