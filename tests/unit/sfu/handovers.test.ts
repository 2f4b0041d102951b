import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { RoomHandover } from '../../../apps/sfu/src/rooms/handover.ts';
import { Handovers } from '../../../apps/sfu/src/rooms/handovers.ts';

const room = (roomId: string, locked = false): RoomHandover => ({
  roomId, encrypted: false, settings: { locked }, present: [], departed: [], left: [],
  keptOut: { identities: [], clientIds: [], tokens: [] }, denied: [],
});

let over: number;
const made = (...rooms: RoomHandover[]): Handovers => new Handovers({ rooms, waitMs: 1_000, over: () => over++ });

beforeEach(() => {
  jest.useFakeTimers();
  over = 0;
});
afterEach(() => void jest.useRealTimers());

describe('rooms that go on after a restart', () => {
  test('are taken once, and can be put back as they are now', () => {
    const handovers = made(room('a'), room('b'));
    expect([handovers.take('a'), handovers.take('a'), handovers.take('c')]).toEqual([room('a'), null, null]);
    handovers.put(room('a', true));
    expect(handovers.get('a')?.settings).toEqual({ locked: true });
    expect(handovers.all.map(({ roomId }) => roomId).sort()).toEqual(['a', 'b']);
    handovers.close();
  });

  test('are forgotten together when their time is over, and none is kept after that', () => {
    const handovers = made(room('a'), room('b'));
    const b = handovers.take('b');
    jest.advanceTimersByTime(1_000);
    expect([over, handovers.get('a')]).toEqual([1, null]);
    handovers.put(b as RoomHandover);
    expect(handovers.all).toEqual([]);
  });

  test('leave no timer where there are none, or the server ends', () => {
    const none = made();
    none.put(room('a'));
    expect([jest.getTimerCount(), none.all]).toEqual([0, []]);
    made(room('a')).close();
    jest.advanceTimersByTime(10_000);
    expect([jest.getTimerCount(), over]).toEqual([0, 0]);
  });
});
