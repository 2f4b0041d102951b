import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ErrorCode } from '@plenary/protocol';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import type { Call, RoomState } from '../../packages/client/src/index.ts';
import { fakeCall } from '../support/caller.ts';
import { opusParameters, rawClient } from '../support/raw.ts';
import { startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

let sfu: Sfu;
const calls: Call[] = [];

beforeEach(async () => {
  sfu = await startSfu({ media: { workers: 2 } });
});

afterEach(async () => {
  calls.splice(0).forEach((made) => made.dispose());
  await sfu.close();
});

async function enter(name: string, options: { watch?: boolean; mic?: boolean } = {}): Promise<Call> {
  const made = fakeCall(sfu.url);
  calls.push(made);
  if (options.mic === true) {
    await made.setMic(true);
  }
  await made.join({ roomId: 'stage', name, ...(options.watch === undefined ? {} : { watch: options.watch }) });
  return made;
}

/** A host who is heard, in a room that is a broadcast. */
async function host(): Promise<Call> {
  const made = await enter('Hana', { mic: true });
  await made.setRoomSettings({ kind: 'broadcast' });
  await until('Hana publishes', () => sfu.census().producers === 1);
  return made;
}

const room = (made: Call): RoomState => {
  const { room: state } = made.getState();
  if (state === null) {
    throw new Error('not in a room');
  }
  return state;
};
const idOf = (made: Call): string => room(made).selfId;
const names = (made: Call): string[] => Array.from(room(made).peers.values(), ({ name }) => name);
const hears = (made: Call, other: Call): boolean => made.remoteTrack(idOf(other), 'mic') !== null;
const code = (expected: ErrorCode) => expect.objectContaining({ code: expected });

describe('the audience', () => {
  test('sees the stage, and is seen as a number', async () => {
    const hana = await host();
    const [vic, wim] = [await enter('Vic'), await enter('Wim', { watch: true })];
    expect(room(vic).self).toMatchObject({ name: 'Vic', role: 'viewer' });
    expect(room(wim).self.role).toBe('viewer');
    expect([names(hana), names(vic), names(wim)]).toEqual([['Hana'], ['Hana'], ['Hana']]);
    await until('both hear Hana', () => hears(vic, hana) && hears(wim, hana));
    await until('the count is told', () => room(hana).viewers === 2, 10_000);
    vic.dispose();
    await until('the new count is told', () => room(hana).viewers === 1, 10_000);
  });

  test('costs the others nothing but the count: no roster reaches anybody', async () => {
    const hana = await host();
    const spy = await rawClient(sfu.url);
    await spy.join('stage', 'Spy');
    const began = performance.now();
    for (let i = 0; i < 10; i++) {
      await enter(`Viewer ${i}`);
    }
    // Once in three seconds, however many come.
    const most = Math.ceil((performance.now() - began) / 3_000) + 1;
    await until('the count is told', () => room(hana).viewers === 11, 10_000);
    const told = spy.notifications.filter(({ payload }) => JSON.stringify(payload).includes('Viewer'));
    expect(told).toEqual([]);
    expect(spy.notifications.filter(({ name }) => name === 'audienceChanged').length).toBeLessThanOrEqual(most);
    spy.close();
  });

  test('is listed for hosts alone, a page at a time and by name', async () => {
    const hana = await host();
    const [ada] = await Promise.all(['ada', 'Bob', 'Ädam'].map((name) => enter(name)));
    await ada?.stage.raiseHand(true);
    const all = await hana.stage.listAudience('');
    expect(all).toMatchObject({ total: 3, more: false });
    expect(all.viewers.map(({ name, handRaised }) => [name, handRaised])).toEqual([['ada', true], ['Ädam', false], ['Bob', false]]);
    expect((await hana.stage.listAudience('DAM')).viewers.map(({ name }) => name)).toEqual(['Ädam']);
    const after = await hana.stage.listAudience('', all.viewers[1]?.id);
    expect(after.viewers.map(({ name }) => name)).toEqual(['Bob']);
    await expect(ada?.stage.listAudience('')).rejects.toEqual(code('FORBIDDEN'));
  });

  test('can’t publish, moderate or configure, whatever it sends', async () => {
    const hana = await host();
    const forger = await rawClient(sfu.url);
    const { sendTransport, recvTransport, snapshot } = await forger.join('stage', 'Mallory');
    expect(sendTransport).toBeNull();
    const produce = { transportId: recvTransport.id, source: 'mic', rtpParameters: opusParameters(1), paused: false };
    const forged: [string, object][] = [
      ['produce', produce],
      ['openSendTransport', { recvTransportId: recvTransport.id }],
      ['closeProducer', { producerId: 'any' }],
      ['setRole', { peerId: snapshot.selfId, role: 'host' }],
      ['setRole', { peerId: idOf(hana), role: 'viewer' }],
      ['setRoomSettings', { kind: 'meeting' }],
      ['listAudience', {}],
      ['lowerHand', { peerId: idOf(hana) }],
      ['removeQuestion', { questionId: '1' }],
      ['setQuestionStatus', { questionId: '1', status: 'answered' }],
      ['pinMessage', { messageId: null }],
    ];
    for (const [name, input] of forged) {
      expect([name, await forger.send(name, input)]).toEqual([name, { ok: false, error: expect.objectContaining({ code: 'FORBIDDEN' }) }]);
    }
    expect(sfu.census()).toMatchObject({ producers: 1 });
    expect(room(hana).settings.kind).toBe('broadcast');
    forger.close();
  });
});

describe('the stage', () => {
  test('is entered and left in place: what is received goes on', async () => {
    const hana = await host();
    const [vic, wim] = [await enter('Vic'), await enter('Wim')];
    await until('Vic hears Hana', () => hears(vic, hana));
    const heard = vic.remoteTrack(idOf(hana), 'mic');
    await hana.stage.setRole(idOf(vic), 'speaker');
    await until('Vic knows', () => room(vic).self.role === 'speaker');
    await until('Vic sees both', () => names(vic).join() === 'Hana,Vic');
    await vic.setMic(true);
    await until('all hear Vic', () => hears(hana, vic) && hears(wim, vic));
    expect(vic.remoteTrack(idOf(hana), 'mic')).toBe(heard);

    await hana.stage.setRole(idOf(vic), 'viewer');
    await until('nobody hears Vic', () => !hears(hana, vic) && !hears(wim, vic) && sfu.census().producers === 1);
    await until('she stands alone', () => names(wim).join() === 'Hana');
    expect(room(vic).self.role).toBe('viewer');
    expect(vic.remoteTrack(idOf(hana), 'mic')).toBe(heard);
    expect(vic.getState().connection.status).toBe('joined');

    // And a second time, on the transport that is there already.
    await hana.stage.setRole(idOf(vic), 'speaker');
    await vic.setMic(true);
    await until('Wim hears Vic again', () => hears(wim, vic));
    await vic.stage.leaveStage();
    await until('Vic is a viewer', () => room(vic).self.role === 'viewer' && sfu.census().producers === 1);
  });

  test('has a host as long as somebody is on it', async () => {
    const hana = await host();
    const vic = await enter('Vic');
    await expect(hana.stage.setRole(idOf(hana), 'viewer')).rejects.toEqual(code('CONFLICT'));
    await expect(hana.stage.leaveStage()).rejects.toEqual(code('CONFLICT'));
    await expect(hana.stage.setRole('nobody', 'speaker')).rejects.toEqual(code('NOT_FOUND'));
    await hana.stage.setRole(idOf(vic), 'speaker');
    await hana.leave();
    await until('Vic is host', () => room(vic).self.role === 'host');
  });

  test('has so many places', async () => {
    const hana = await host();
    await hana.setRoomSettings({ maxSpeakers: 2 });
    const [vic, wim] = [await enter('Vic'), await enter('Wim')];
    await hana.stage.setRole(idOf(vic), 'speaker');
    await expect(hana.stage.setRole(idOf(wim), 'speaker')).rejects.toEqual(code('LIMIT_EXCEEDED'));
  });
});

describe('where there is no place', () => {
  test('one watches', async () => {
    const hana = await enter('Hana');
    await hana.setRoomSettings({ maxSpeakers: 1, maxViewers: 1, overflow: 'viewer' });
    expect(room(await enter('Vic')).self.role).toBe('viewer');
    await expect(enter('Wim')).rejects.toEqual(code('ROOM_FULL'));
  });

  test('one is refused', async () => {
    const hana = await enter('Hana');
    await hana.setRoomSettings({ maxSpeakers: 1, overflow: 'refuse' });
    await expect(enter('Vic')).rejects.toEqual(code('ROOM_FULL'));
    expect(room(await enter('Wim', { watch: true })).self.role).toBe('viewer');
  });

  test('one waits in the order of coming, and comes in by oneself', async () => {
    const hana = await enter('Hana');
    await hana.setRoomSettings({ maxSpeakers: 2, overflow: 'queue' });
    const vic = await enter('Vic');
    const waiting = ['Wim', 'Xia'].map((name) => {
      const made = fakeCall(sfu.url);
      calls.push(made);
      return { made, joined: made.join({ roomId: 'stage', name }) };
    });
    const [wim, xia] = waiting.map(({ made }) => made);
    const position = (made: Call | undefined): number | null => {
      const { connection } = made?.getState() ?? {};
      return connection?.status === 'waiting' ? connection.position : null;
    };
    await until('both wait', () => [position(wim), position(xia)].sort().join() === '1,2');
    const [first, second] = position(wim) === 1 ? [wim, xia] : [xia, wim];
    await vic.leave();
    await until('the first comes in', () => first?.getState().connection.status === 'joined');
    await until('the second moves up', () => position(second) === 1);
    await second?.leave();
    await first?.leave();
    await until('nobody is left but Hana', () => sfu.census().peers === 1);
    expect(room(await enter('Yan')).self.role).toBe('speaker');
  });
});

describe('what people do beside talking', () => {
  test('hands go up in order, are told to the stage, and come down on it', async () => {
    const hana = await host();
    const [vic, wim] = [await enter('Vic'), await enter('Wim')];
    expect(await wim.stage.raiseHand(true)).toBe(1);
    expect(await vic.stage.raiseHand(true)).toBe(2);
    expect(await wim.stage.raiseHand(true)).toBe(1);
    await until('Hana sees both', () => room(hana).hands.hands.map(({ name }) => name).join() === 'Wim,Vic');
    expect(room(vic).hands.total).toBe(0);
    await hana.stage.lowerHand(idOf(wim));
    await until('Wim is told', () => !room(wim).handRaised);
    await hana.stage.setRole(idOf(vic), 'speaker');
    await until('Vic’s is down', () => !room(vic).handRaised && room(hana).hands.total === 0);
  });

  test('reactions come as counts', async () => {
    const hana = await host();
    const [vic, wim] = [await enter('Vic'), await enter('Wim')];
    const counts: unknown[] = [];
    hana.subscribe(() => counts.push(room(hana).reactions.counts));
    await Promise.all([vic.stage.react('👏'), wim.stage.react('👏'), wim.stage.react('🎉')]);
    const sum = (which: '👏' | '🎉'): number => [...new Set(counts)].reduce<number>((total, each) => total + ((each as Record<string, number>)[which] ?? 0), 0);
    await until('all are counted', () => sum('👏') === 2 && sum('🎉') === 1);
  });

  test('questions are asked, voted for, answered and taken away', async () => {
    const hana = await host();
    const [vic, wim] = [await enter('Vic'), await enter('Wim')];
    const { id } = await vic.stage.ask('When does it begin?');
    await wim.stage.voteQuestion(id, true);
    await wim.stage.voteQuestion(id, true);
    await until('two want to know', () => room(hana).questions[0]?.votes === 2);
    await expect(vic.stage.setQuestionStatus(id, 'answered')).rejects.toEqual(code('FORBIDDEN'));
    await hana.stage.setQuestionStatus(id, 'answered');
    await until('Wim sees the answer', () => room(wim).questions[0]?.status === 'answered');
    expect(room(await enter('Xia')).questions).toMatchObject([{ id, votes: 2, status: 'answered', name: 'Vic' }]);
    await hana.stage.removeQuestion(id);
    await until('it is gone', () => room(wim).questions.length === 0);
    await expect(wim.stage.voteQuestion(id, true)).rejects.toEqual(code('NOT_FOUND'));
    await expect(wim.stage.ask('x'.repeat(501))).rejects.toEqual(code('BAD_REQUEST'));
  });

  test('a message is pinned for everyone, those who come later too', async () => {
    const hana = await host();
    const vic = await enter('Vic');
    await hana.sendChat('Slides: example.org');
    const [message] = room(hana).chat;
    await hana.stage.pinMessage(message?.id ?? '');
    await until('Vic sees it', () => room(vic).pinnedMessage?.text === 'Slides: example.org');
    expect(room(await enter('Wim')).pinnedMessage?.id).toBe(message?.id);
    await expect(hana.stage.pinMessage('none')).rejects.toEqual(code('NOT_FOUND'));
    await hana.stage.pinMessage(null);
    await until('it is gone', () => room(vic).pinnedMessage === null);
  });

  test('slow mode holds the audience back, not the stage', async () => {
    const hana = await host();
    await hana.setRoomSettings({ slowModeSeconds: 30 });
    const vic = await enter('Vic');
    await vic.sendChat('one');
    await expect(vic.sendChat('two')).rejects.toEqual(code('RATE_LIMITED'));
    await hana.sendChat('three');
    await hana.sendChat('four');
    await until('the order stays', () => room(vic).chat.map(({ text }) => text).join() === 'one,three,four');
  });
});

test('a room leaves nothing behind', async () => {
  const hana = await host();
  const vic = await enter('Vic');
  await vic.stage.raiseHand(true);
  await vic.stage.ask('Why?');
  await hana.stage.setRole(idOf(vic), 'speaker');
  await vic.setMic(true);
  await until('both publish', () => sfu.census().producers === 2);
  calls.splice(0).forEach((made) => made.dispose());
  await until('nothing is left', () => Object.values(sfu.census()).every((count) => count === 0));
});
