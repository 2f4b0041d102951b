import { expect, test } from '@jest/globals';
import type { RoomState } from '../../../packages/client/src/state.ts';
import type { ChatMessage, Peer } from '../../../packages/protocol/src/index.ts';
import { DEFAULTS } from '../../support/settings.ts';
import { eventsBetween, mergeEvents, NO_EVENTS } from '../../../apps/web/src/screens/call/notices/room-events.ts';
import { groupMessages } from '../../../apps/web/src/screens/call/panels/chat-groups.ts';

const peer = (id: string, tracks: Peer['tracks'] = [], joinedAt = 0): Peer => ({
  id, name: id.toUpperCase(), role: 'speaker', joinedAt, tracks,
});
const room = (selfId: string, ...peers: Peer[]): RoomState => ({
  roomId: 'abc',
  selfId,
  self: { name: 'Me', role: 'host', joinedAt: peers.find(({ id }) => id === selfId)?.joinedAt ?? 0, permissions: null },
  createdAt: 0,
  settings: DEFAULTS,
  peers: new Map(peers.map((each) => [each.id, each])),
  viewers: 0,
  stopsAt: null, hls: null,
  speakers: [],
  chat: [],
  pinnedMessage: null,
  lobby: { visitors: [], total: 0 },
  askedToUnmute: false,
  hostWord: null,
  hands: { hands: [], total: 0 },
  handRaised: false,
  questions: [],
  ownVotes: new Set(),
  reactions: { batch: 0, counts: {} },
  consumers: new Map(),
  unplayable: new Set(),
});
const screen = { producerId: 'p', source: 'screen', paused: false } as const;

test('tells who came, who left and who began to share', () => {
  const before = room('me', peer('me'), peer('a'), peer('b'));
  const after = room('me', peer('me'), peer('b', [screen]), peer('c'));
  expect(eventsBetween(before, after)).toEqual({ joined: ['C'], left: ['A'], sharing: ['B'] });
});

test('tells nothing of oneself, also when a reconnection gave a new id', () => {
  expect(eventsBetween(room('me', peer('me'), peer('a')), room('me2', peer('me2', [screen]), peer('a')))).toEqual(NO_EVENTS);
});

test('a reconnection is nobody’s coming or going', () => {
  const before = room('me', peer('me'), peer('a'), peer('b'));
  expect(eventsBetween(before, room('me2', peer('me2'), peer('c')))).toEqual(NO_EVENTS);
});

test('those on the later pages of a roster were here before', () => {
  const before = room('me', peer('me', [], 5), peer('a'));
  const after = room('me', peer('me', [], 5), peer('a'), peer('b', [screen], 3), peer('c', [], 7));
  expect(eventsBetween(before, after)).toEqual({ joined: ['C'], left: [], sharing: [] });
});

test('a share that goes on is not told again', () => {
  const before = room('me', peer('me'), peer('a', [screen]));
  expect(eventsBetween(before, room('me', peer('me'), peer('a', [screen])))).toEqual(NO_EVENTS);
});

test('who left and came back within one burst is not told', () => {
  const left = { joined: [], left: ['A', 'B'], sharing: [] };
  expect(mergeEvents(left, { joined: ['A', 'C'], left: [], sharing: ['C'] })).toEqual({ joined: ['C'], left: ['B'], sharing: ['C'] });
});

test('chat messages are grouped by person and time', () => {
  const message = (id: string, peerId: string, sentAt: number): ChatMessage => ({ id, peerId, name: peerId, text: '', sentAt });
  const groups = groupMessages([
    message('1', 'a', 0), message('2', 'a', 60_000), message('3', 'b', 61_000), message('4', 'a', 62_000), message('5', 'a', 400_000),
  ]);
  expect(groups.map((group) => group.map(({ id }) => id).join(''))).toEqual(['12', '3', '4', '5']);
  expect(groupMessages([])).toEqual([]);
});
