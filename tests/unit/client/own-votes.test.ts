import { expect, test } from '@jest/globals';
import type { Question, Snapshot } from '../../../packages/protocol/src/index.ts';
import { roomFromSnapshot, type RoomState } from '../../../packages/client/src/index.ts';
import { StageActions } from '../../../packages/client/src/stage-actions.ts';

const snapshot = (createdAt: number): Snapshot => ({
  roomId: 'abc', selfId: 'me', createdAt,
  settings: {
    kind: 'broadcast', maxSpeakers: 10, maxViewers: 10, overflow: 'viewer', slowModeSeconds: 0,
    codec: 'vp8', lastNVideo: 25, loudestNAudio: 5, allAudioUpTo: 10,
    lobby: false, locked: false, allowUnmute: true, allowCamera: true, allowScreen: true, allowChat: true,
  },
  encryption: null,
  self: { name: 'Me', role: 'viewer', joinedAt: 1, permissions: null },
  peerCount: 0, peers: [], viewers: 1, lobby: { visitors: [], total: 0 }, hands: [], questions: [], pinnedMessage: null, stopsAt: null, handRaised: false, hls: null, speakers: [], chat: [],
});

const question: Question = { id: 'q1', peerId: 'me', name: 'Me', text: '?', askedAt: 1, votes: 1, status: 'open' };

/** Texts that are not encrypted. */
const PLAIN = { seal: async (text: string) => text, open: async <T>(item: T) => item };

/** Actions on a room, with a server that answers so. */
function actions(answer: () => Promise<unknown>) {
  const held = { room: roomFromSnapshot(snapshot(1), []) };
  const stage = new StageActions({ request: answer as never }, PLAIN, (change) => {
    held.room = { ...held.room, ...change(held.room) };
  });
  return { held, stage };
}

test('who asks wants it answered, and sees it at once', async () => {
  const { held, stage } = actions(async () => ({ question }));
  await stage.ask('?');
  expect(held.room.questions).toEqual([question]);
  expect([...held.room.ownVotes]).toEqual(['q1']);
});

test('a vote is kept and can be taken back; one that is refused counts for nothing', async () => {
  const { held, stage } = actions(async () => ({}));
  await stage.voteQuestion('q1', true);
  const before = held.room;
  await stage.voteQuestion('q1', false);
  expect([...before.ownVotes]).toEqual(['q1']);
  expect([...held.room.ownVotes]).toEqual([]);
  const refused = actions(() => Promise.reject(new Error('refused')));
  await expect(refused.stage.voteQuestion('q1', true)).rejects.toThrow('refused');
  expect([...refused.held.room.ownVotes]).toEqual([]);
});

test('one’s votes outlive a lost connection, but not the room', () => {
  const earlier: RoomState = { ...roomFromSnapshot(snapshot(1), []), ownVotes: new Set(['q1']) };
  expect([...roomFromSnapshot(snapshot(1), [], earlier).ownVotes]).toEqual(['q1']);
  expect([...roomFromSnapshot(snapshot(2), [], earlier).ownVotes]).toEqual([]);
});
