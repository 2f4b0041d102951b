import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RequestName } from '@plenary/protocol';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { recordFault } from '../support/fault-record.ts';
import { DTLS, PermissionWorld, SUBJECTS, type Actor, type Someone, type Subject } from '../support/permission-world.ts';
import { startSfu } from '../support/sfu.ts';

const OK = 'OK';
const PHASE = 'WRONG_PHASE';
const NO = 'FORBIDDEN';
const NONE = 'NOT_FOUND';

type Code = 'OK' | 'WRONG_PHASE' | 'FORBIDDEN' | 'NOT_FOUND' | 'CONFLICT' | 'UNAVAILABLE';

/**
 * What each message answers to each who asks, when all else about it is right: the order is that of `SUBJECTS`,
 * connected, waiting, left, host, speaker, viewer. Written out, not derived: who gives a right away has to do it here
 * too. A message without a row does not compile.
 */
const TABLE: Record<RequestName, readonly [Code, Code, Code, Code, Code, Code]> = {
  join: [OK, OK, OK, PHASE, PHASE, PHASE],
  resume: [OK, OK, OK, PHASE, PHASE, PHASE],
  leave: [PHASE, PHASE, PHASE, OK, OK, OK],
  openSendTransport: [PHASE, PHASE, PHASE, OK, OK, NO],
  connectTransport: [PHASE, PHASE, PHASE, OK, OK, OK],
  restartIce: [PHASE, PHASE, PHASE, OK, OK, OK],
  checkWay: [PHASE, PHASE, PHASE, OK, OK, OK],
  ping: [PHASE, PHASE, PHASE, OK, OK, OK],
  renewMedia: [PHASE, PHASE, PHASE, OK, OK, OK],
  produce: [PHASE, PHASE, PHASE, OK, OK, NO],
  closeProducer: [PHASE, PHASE, PHASE, OK, OK, NO],
  setProducerPaused: [PHASE, PHASE, PHASE, OK, OK, NO],
  resumeConsumers: [PHASE, PHASE, PHASE, OK, OK, OK],
  requestKeyFrames: [PHASE, PHASE, PHASE, OK, OK, OK],
  setView: [PHASE, PHASE, PHASE, OK, OK, OK],
  mediaReady: [PHASE, PHASE, PHASE, OK, OK, OK],
  sendChat: [PHASE, PHASE, PHASE, OK, OK, OK],
  // The room of this test is not encrypted.
  sendKeys: [PHASE, PHASE, PHASE, 'CONFLICT', 'CONFLICT', 'CONFLICT'],
  setRoomSettings: [PHASE, PHASE, PHASE, OK, NO, NO],
  // The server of this test sends out no rooms.
  startHls: [PHASE, PHASE, PHASE, 'UNAVAILABLE', NO, NO],
  stopHls: [PHASE, PHASE, PHASE, OK, NO, NO],
  setRole: [PHASE, PHASE, PHASE, OK, NO, NO],
  leaveStage: [PHASE, PHASE, PHASE, OK, OK, NO],
  listAudience: [PHASE, PHASE, PHASE, OK, NO, NO],
  raiseHand: [PHASE, PHASE, PHASE, OK, OK, OK],
  lowerHand: [PHASE, PHASE, PHASE, OK, NO, NO],
  react: [PHASE, PHASE, PHASE, OK, OK, OK],
  ask: [PHASE, PHASE, PHASE, OK, OK, OK],
  voteQuestion: [PHASE, PHASE, PHASE, OK, OK, OK],
  setQuestionStatus: [PHASE, PHASE, PHASE, OK, NO, NO],
  removeQuestion: [PHASE, PHASE, PHASE, OK, NO, NO],
  pinMessage: [PHASE, PHASE, PHASE, OK, NO, NO],
  admit: [PHASE, PHASE, PHASE, OK, NO, NO],
  deny: [PHASE, PHASE, PHASE, OK, NO, NO],
  admitAll: [PHASE, PHASE, PHASE, OK, NO, NO],
  stopMedia: [PHASE, PHASE, PHASE, OK, NO, NO],
  muteAll: [PHASE, PHASE, PHASE, OK, NO, NO],
  askToUnmute: [PHASE, PHASE, PHASE, OK, NO, NO],
  removePeer: [PHASE, PHASE, PHASE, OK, NO, NO],
  endMeeting: [PHASE, PHASE, PHASE, OK, NO, NO],
};

const ROOM = 'table';
const OTHER = 'elsewhere';
const FULL = 'full';

let asked = 0;
let answeredRightly = 0;
let sfu: Sfu;
let world: PermissionWorld;
/** In the same room as those who ask, and in another. */
let near: Someone;
let far: Someone;

/** An input for each message that is right in every respect, of things that the actor may name. */
const INPUT: Record<RequestName, (actor: Actor) => object | Promise<object>> = {
  join: () => world.joinInput(FULL),
  resume: async () => ({ roomId: ROOM, resumeToken: (await world.stay(ROOM)).resumeToken }),
  leave: () => ({}),
  openSendTransport: ({ recvTransportId }) => ({ recvTransportId }),
  connectTransport: ({ recvTransportId }) => ({ transportId: recvTransportId, dtlsParameters: DTLS }),
  restartIce: ({ recvTransportId }) => ({ transportId: recvTransportId }),
  checkWay: ({ recvTransportId }) => ({ transportId: recvTransportId }),
  ping: () => ({}),
  renewMedia: () => ({}),
  produce: ({ sendTransportId }) => world.produceInput(sendTransportId, 'screenAudio'),
  closeProducer: ({ producerId }) => ({ producerId }),
  setProducerPaused: ({ producerId }) => ({ producerId, paused: true }),
  resumeConsumers: () => ({ consumerIds: ['none'] }),
  requestKeyFrames: () => ({ consumerIds: ['none'] }),
  setView: () => ({ tiles: [] }),
  mediaReady: () => ({}),
  sendChat: () => ({ text: 'hello' }),
  sendKeys: () => ({ boxes: [{ to: near.peerId, box: 'AAAA' }] }),
  setRoomSettings: () => ({ slowModeSeconds: 0 }),
  startHls: () => ({}),
  stopHls: () => ({}),
  setRole: ({ peerId }) => ({ peerId, role: 'host' }),
  leaveStage: () => ({}),
  listAudience: () => ({}),
  raiseHand: () => ({ raised: true }),
  lowerHand: ({ peerId }) => ({ peerId }),
  react: () => ({ reaction: '👍' }),
  ask: () => ({ text: 'how?' }),
  voteQuestion: () => ({ questionId: near.questionId, vote: true }),
  setQuestionStatus: () => ({ questionId: near.questionId, status: 'open' }),
  async removeQuestion({ client }) {
    const answer = await client.send<{ question: { id: string } }>('ask', { text: 'for how long?' });
    return { questionId: answer.ok ? answer.data.question.id : 'none' };
  },
  pinMessage: () => ({ messageId: near.messageId }),
  admit: async () => ({ visitorId: await world.visitor(ROOM, near) }),
  deny: async () => ({ visitorId: await world.visitor(ROOM, near) }),
  admitAll: () => ({}),
  stopMedia: ({ peerId }) => ({ peerId, source: 'mic' }),
  muteAll: () => ({}),
  askToUnmute: ({ peerId }) => ({ peerId }),
  removePeer: async () => ({ peerId: (await world.stay(ROOM)).peerId }),
  endMeeting: () => ({}),
};

type ForeignCodes = readonly [host: Code, speaker: Code, viewer: Code];

/**
 * Messages that name a thing of somebody else, of the same room and of another: what host, speaker and viewer are
 * answered. `OK` stands where it has no effect, or where everyone has that right over things of their own room.
 */
type Foreign = readonly [RequestName, string, (whose: Someone, actor: Actor) => object | Promise<object>, ForeignCodes, ForeignCodes];
const FOREIGN: readonly Foreign[] = [
  ['openSendTransport', 'transport', (whose) => ({ recvTransportId: whose.recvTransportId }),
    [NONE, NONE, NO], [NONE, NONE, NO]],
  ['connectTransport', 'send transport', (whose) => ({ transportId: whose.sendTransportId, dtlsParameters: DTLS }),
    [NONE, NONE, NONE], [NONE, NONE, NONE]],
  ['connectTransport', 'receive transport', (whose) => ({ transportId: whose.recvTransportId, dtlsParameters: DTLS }),
    [NONE, NONE, NONE], [NONE, NONE, NONE]],
  ['restartIce', 'send transport', (whose) => ({ transportId: whose.sendTransportId }),
    [NONE, NONE, NONE], [NONE, NONE, NONE]],
  ['restartIce', 'receive transport', (whose) => ({ transportId: whose.recvTransportId }),
    [NONE, NONE, NONE], [NONE, NONE, NONE]],
  ['checkWay', 'send transport', (whose) => ({ transportId: whose.sendTransportId }),
    [NONE, NONE, NONE], [NONE, NONE, NONE]],
  ['checkWay', 'receive transport', (whose) => ({ transportId: whose.recvTransportId }),
    [NONE, NONE, NONE], [NONE, NONE, NONE]],
  ['produce', 'transport', (whose) => world.produceInput(whose.sendTransportId, 'screenAudio'),
    [NONE, NONE, NO], [NONE, NONE, NO]],
  ['produce', 'track to replace',
    (whose, { sendTransportId }) => world.produceInput(sendTransportId, 'screenAudio', { replaces: whose.producerId }),
    [OK, OK, NO], [OK, OK, NO]],
  ['produce', 'track to replace, of a source of one’s own',
    (whose, { sendTransportId }) => world.produceInput(sendTransportId, 'mic', { replaces: whose.producerId }),
    ['CONFLICT', 'CONFLICT', NO], ['CONFLICT', 'CONFLICT', NO]],
  ['closeProducer', 'track', (whose) => ({ producerId: whose.producerId }),
    [NONE, NONE, NO], [NONE, NONE, NO]],
  ['setProducerPaused', 'track', (whose) => ({ producerId: whose.producerId, paused: true }),
    [NONE, NONE, NO], [NONE, NONE, NO]],
  ['resumeConsumers', 'received track', (whose) => ({ consumerIds: [whose.consumerId] }),
    [OK, OK, OK], [OK, OK, OK]],
  ['requestKeyFrames', 'received track', (whose) => ({ consumerIds: [whose.consumerId] }),
    [OK, OK, OK], [OK, OK, OK]],
  ['setView', 'person', (whose) => ({ tiles: [{ peerId: whose.peerId, source: 'camera', width: 640, height: 360, pinned: true }] }),
    [OK, OK, OK], [OK, OK, OK]],
  ['setRole', 'person', (whose) => ({ peerId: whose.peerId, role: 'host' }), [OK, NO, NO], [NONE, NO, NO]],
  ['lowerHand', 'person', (whose) => ({ peerId: whose.peerId }), [OK, NO, NO], [OK, NO, NO]],
  ['listAudience', 'page', (whose) => ({ after: whose.peerId }), [OK, NO, NO], [OK, NO, NO]],
  ['voteQuestion', 'question', (whose) => ({ questionId: whose.questionId, vote: true }),
    [OK, OK, OK], [NONE, NONE, NONE]],
  ['setQuestionStatus', 'question', (whose) => ({ questionId: whose.questionId, status: 'open' }),
    [OK, NO, NO], [NONE, NO, NO]],
  ['removeQuestion', 'question', (whose) => ({ questionId: whose === near ? 'none' : whose.questionId }),
    [NONE, NO, NO], [NONE, NO, NO]],
  ['pinMessage', 'message', (whose) => ({ messageId: whose.messageId }), [OK, NO, NO], [NONE, NO, NO]],
  ['admit', 'visitor', async (whose) => ({ visitorId: await world.visitor(roomOf(whose), whose) }), [OK, NO, NO], [NONE, NO, NO]],
  ['deny', 'visitor', async (whose) => ({ visitorId: await world.visitor(roomOf(whose), whose) }), [OK, NO, NO], [NONE, NO, NO]],
  ['stopMedia', 'person', (whose) => ({ peerId: whose.peerId, source: 'camera' }), [OK, NO, NO], [NONE, NO, NO]],
  ['askToUnmute', 'person', (whose) => ({ peerId: whose.peerId }), [OK, NO, NO], [NONE, NO, NO]],
  ['removePeer', 'person', async (whose) => ({ peerId: (await world.stay(roomOf(whose))).peerId }), [OK, NO, NO], [NONE, NO, NO]],
];

beforeAll(async () => {
  sfu = await startSfu({ hls: { max: 0 }, limits: { rateFactor: 100 } });
  world = await PermissionWorld.create(sfu.url);
  [near, far] = await Promise.all([world.host(ROOM), world.host(OTHER, 100)]);
  const full = await world.host(FULL);
  await full.client.send('setRoomSettings', { maxSpeakers: 1, overflow: 'queue' });
  await far.client.send('raiseHand', { raised: true });
}, 30_000);

afterAll(async () => {
  world?.close();
  await sfu?.close();
});

const roomOf = (whose: Someone): string => (whose === near ? ROOM : OTHER);

const actor = (subject: Subject): Promise<Actor> => world.actor(subject, { roomId: ROOM, host: near }, FULL);

let ended = 0;
/** In a room that nobody else needs. */
async function actorOfShortRoom(subject: Subject): Promise<Actor> {
  const roomId = `short-${ended++}`;
  return await world.actor(subject, { roomId, host: await world.host(roomId) }, FULL);
}

async function ask(who: Actor, name: RequestName, input: object): Promise<string> {
  const answer = await who.client.send(name, input);
  who.client.close();
  await world.openDoors();
  return answer.ok ? OK : answer.error.code;
}

describe.each(Object.entries(TABLE) as [RequestName, readonly Code[]][])('%s', (name, codes) => {
  test.each(SUBJECTS.map((subject, i) => [subject, codes[i]] as const))('by %s is %s', async (subject, code) => {
    const who = await (name === 'endMeeting' ? actorOfShortRoom : actor)(subject);
    asked++;
    expect(await ask(who, name, await INPUT[name](who))).toBe(code);
    answeredRightly++;
  });
});

describe.each(FOREIGN)('%s with the %s', (name, _what, input, inSameRoom, inAnother) => {
  const subjects = ['host', 'speaker', 'viewer'] as const;
  test.each(subjects.map((subject, i) => [subject, inSameRoom[i], inAnother[i]] as const))(
    'of somebody else, by %s, is %s, and %s in another room',
    async (subject, same, another) => {
      const codes = [];
      for (const whose of [near, far]) {
        const who = await actor(subject);
        codes.push(await ask(who, name, await input(whose, who)));
      }
      asked += 2;
      expect(codes).toEqual([same, another]);
      answeredRightly += 2;
    },
  );
});

test('a way back into another room’s stay, or into this one by guessing, leads nowhere', async () => {
  for (const resumeToken of [far.resumeToken, 'guessed', near.peerId]) {
    const who = await actor('connected');
    expect(await ask(who, 'join', world.joinInput(ROOM, { resumeToken }))).toBe(OK);
    expect(await ask(await actor('connected'), 'resume', { roomId: ROOM, resumeToken })).toBe(NONE);
    expect(await ask(await actor('connected'), 'resume', { roomId: 'not-open', resumeToken })).toBe(NONE);
  }
  const who = await actor('connected');
  const waiting = await who.client.send<{ status: string }>('join', world.joinInput(FULL, { ticket: 'guessed' }));
  expect(waiting).toMatchObject({ ok: true, data: { status: 'waiting' } });
});

test('after all that, those whose things were named have them still', async () => {
  for (const [roomId, someone] of [[ROOM, near], [OTHER, far]] as const) {
    const who = await world.actor('viewer', { roomId, host: someone }, FULL);
    const watcher = await actor('connected');
    const answer = await watcher.client.send<{ snapshot: Snapshot }>('join', world.joinInput(roomId));
    const snapshot = answer.ok ? answer.data.snapshot : null;
    const self = snapshot?.peers.find(({ id }) => id === someone.peerId);
    expect(self).toMatchObject({ role: 'host', tracks: [{ producerId: someone.producerId, source: 'mic', paused: false }] });
    expect(snapshot?.questions.map(({ id }) => id)).toContain(someone.questionId);
    expect(someone.client.socket.connected).toBe(true);
    if (someone === far) {
      expect(snapshot).toMatchObject({ pinnedMessage: null, hands: [{ peerId: far.peerId }] });
    }
    who.client.close();
    watcher.client.close();
  }
});

test('all of the table was tried', () => {
  expect(asked).toBe(Object.keys(TABLE).length * SUBJECTS.length + FOREIGN.length * 6);
  recordFault({ id: 'F21', injected: asked, recovered: answeredRightly, figures: [] });
});

interface Snapshot {
  peers: { id: string }[];
  questions: { id: string }[];
}
