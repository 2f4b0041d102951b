import { describe, expect, test } from '@jest/globals';
import type { ChatMessage, ConsumerInfo, Notification, Peer } from '@plenary/protocol';
import { LIMITS } from '@plenary/protocol';
import { reduce, roomFromSnapshot, type RoomState } from '../../../packages/client/src/index.ts';
import { DEFAULTS } from '../../support/settings.ts';

const peer = (id: string, more: Partial<Peer> = {}): Peer => ({ id, name: id, role: 'speaker', joinedAt: 1, tracks: [], ...more });
const consumer = (consumerId: string): ConsumerInfo => ({
  consumerId, producerId: `p-${consumerId}`, peerId: 'a', source: 'mic', kind: 'audio', held: false, rtpParameters: { codecs: [], encodings: [] } as never,
});
const message = (id: string): ChatMessage => ({ id, peerId: 'a', name: 'a', text: id, sentAt: 1 });
const start = (): RoomState => roomFromSnapshot(
  { roomId: 'room', selfId: 'a', createdAt: 1, settings: DEFAULTS, encryption: null, self: { name: 'a', role: 'host', joinedAt: 1, permissions: null },
    peerCount: 2, peers: [peer('a'), peer('b')], viewers: 0, lobby: { visitors: [], total: 0 }, hands: [], questions: [], pinnedMessage: null, stopsAt: null, handRaised: false, hls: null, speakers: [], chat: [] },
  [consumer('c1')],
);

function frozen<T>(value: T): T {
  return Object.freeze(value);
}

describe('reduce', () => {
  test('peers come, change and go; the order of joining stays', () => {
    let state = frozen(start());
    state = reduce(state, { name: 'peersChanged', payload: { changed: [peer('c'), peer('a', { name: 'Ann' })], left: ['b'] } });
    expect([...state.peers.keys()]).toEqual(['a', 'c']);
    expect(state.peers.get('a')?.name).toBe('Ann');
  });

  test('the room’s settings are those that were told last', () => {
    const changed = { ...DEFAULTS, codec: 'av1' as const };
    expect(start().settings).toEqual(DEFAULTS);
    expect(reduce(start(), { name: 'settingsChanged', payload: { settings: changed } }).settings).toEqual(changed);
  });

  test('what is not touched keeps its identity', () => {
    const state = start();
    const next = reduce(state, { name: 'speakersChanged', payload: { speakers: [{ peerId: 'a', level: -30 }] } });
    expect(next).not.toBe(state);
    expect(next.peers).toBe(state.peers);
    expect(next.consumers).toBe(state.consumers);
  });

  test.each<Notification>([
    { name: 'peersChanged', payload: { changed: [], left: ['unknown'] } },
    { name: 'consumersClosed', payload: { consumerIds: ['unknown'] } },
    { name: 'closed', payload: { reason: 'shutdown' } },
  ])('$name that changes nothing gives the same state', (notification) => {
    const state = start();
    expect(reduce(state, notification)).toBe(state);
  });

  test('consumers come and go', () => {
    const state = reduce(start(), { name: 'newConsumers', payload: { consumers: [consumer('c2'), consumer('c3')] } });
    const next = reduce(state, { name: 'consumersClosed', payload: { consumerIds: ['c1', 'c3'] } });
    expect([...next.consumers.keys()]).toEqual(['c2']);
    expect([...state.consumers.keys()]).toEqual(['c1', 'c2', 'c3']);
  });

  test('what can’t be decoded is known for as long as it is published', () => {
    const track = { producerId: 'p1', source: 'screen' as const, paused: false };
    let state = reduce(start(), { name: 'peersChanged', payload: { changed: [peer('a', { tracks: [track] })], left: [] } });
    state = reduce(state, { name: 'tracksUnplayable', payload: { producerIds: ['p1'] } });
    expect([...state.unplayable]).toEqual(['p1']);
    const before = state.unplayable;
    state = reduce(state, { name: 'peersChanged', payload: { changed: [peer('c')], left: [] } });
    expect(state.unplayable).toBe(before);
    state = reduce(state, { name: 'peersChanged', payload: { changed: [peer('a')], left: [] } });
    expect(state.unplayable.size).toBe(0);
  });

  test('what can’t be decoded of somebody who is not known yet stays known, whoever comes before them', () => {
    const track = { producerId: 'p1', source: 'screen' as const, paused: false };
    let state = reduce(start(), { name: 'tracksUnplayable', payload: { producerIds: ['p1'] } });
    state = reduce(state, { name: 'peersChanged', payload: { changed: [peer('c')], left: [] } });
    expect([...state.unplayable]).toEqual(['p1']);
    state = reduce(state, { name: 'peersChanged', payload: { changed: [peer('d', { tracks: [track] })], left: [] } });
    expect([...state.unplayable]).toEqual(['p1']);
    state = reduce(state, { name: 'peersChanged', payload: { changed: [], left: ['d'] } });
    expect(state.unplayable.size).toBe(0);
  });

  test('a chat message counts once, and the log has a bound', () => {
    let state = start();
    for (let i = 0; i < LIMITS.chatHistory + 5; i++) {
      state = reduce(state, { name: 'chatMessage', payload: { message: message(String(i)) } });
      state = reduce(state, { name: 'chatMessage', payload: { message: message(String(i)) } });
    }
    expect(state.chat).toHaveLength(LIMITS.chatHistory);
    expect(state.chat.at(0)?.id).toBe('5');
  });
});
