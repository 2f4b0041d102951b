import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { LIMITS, type LobbyState, type Notification } from '@plenary/protocol';
import { Door, type Entrant } from '../../../apps/sfu/src/rooms/door.ts';
import { KeptOut, Remembered } from '../../../apps/sfu/src/rooms/kept-out.ts';
import { Lobby, type Guest } from '../../../apps/sfu/src/rooms/lobby.ts';

const OPEN = { lobby: false, locked: false };
const LOBBY = { lobby: true, locked: false };
const LOCKED = { lobby: false, locked: true };
const BOTH = { lobby: true, locked: true };

const entrant = (more: Partial<Entrant> = {}): Entrant => ({
  identity: null, clientId: undefined, resumeToken: undefined, ticket: undefined, ...more,
});
const code = (expected: string) => expect.objectContaining({ code: expected });

let told: LobbyState[];
let heard: Notification[];
const link = { notify: (notification: Notification) => void heard.push(notification) };
const guest = (name: string, more: Partial<Guest> = {}): Guest => ({ name, link, identity: null, ...more });

beforeEach(() => {
  jest.useFakeTimers();
  told = [];
  heard = [];
});

afterEach(() => void jest.useRealTimers());

describe('the door', () => {
  const door = (): Door => new Door((state) => told.push(state));

  test('lets everyone into an open room, and nobody new into a locked one', () => {
    const made = door();
    expect(made.pass(entrant(), 'speaker', OPEN, false)).toBe('in');
    for (const settings of [LOCKED, BOTH]) {
      expect(() => made.pass(entrant(), 'viewer', settings, false)).toThrow(code('LOCKED'));
      // Nor whom the queue calls in, nor an encoder.
      expect(() => made.pass(entrant(), 'speaker', settings, true)).toThrow(code('LOCKED'));
      expect(() => made.pass(entrant({ vouched: true, receives: 'nothing' }), 'speaker', settings, false)).toThrow(code('LOCKED'));
    }
  });

  test('sends newcomers to the lobby: not hosts, nor those with a token, nor whom the queue calls in', () => {
    const made = door();
    expect(made.pass(entrant(), 'speaker', LOBBY, false)).toBe('lobby');
    expect(made.pass(entrant(), 'viewer', LOBBY, false)).toBe('lobby');
    expect(made.pass(entrant({ ticket: 'made-up', resumeToken: 'made-up' }), 'speaker', LOBBY, false)).toBe('lobby');
    expect(made.pass(entrant(), 'host', LOBBY, false)).toBe('in');
    expect(made.pass(entrant({ vouched: true, receives: 'nothing' }), 'speaker', LOBBY, false)).toBe('in');
    expect(made.pass(entrant(), 'speaker', LOBBY, true)).toBe('in');
    expect(() => made.pass(entrant({ receives: 'programme' }), 'viewer', LOBBY, false)).toThrow(code('FORBIDDEN'));
  });

  test('lets those back in who were there, unless they were removed', () => {
    const made = door();
    const marks = (resumeToken: string) => ({ identity: null, clientId: undefined, resumeToken });
    made.left(marks('left'), 'left');
    made.left(marks('lost'), 'mediaLost');
    made.left(marks('removed'), 'removed');
    for (const resumeToken of ['left', 'lost']) {
      expect(made.pass(entrant({ resumeToken }), 'speaker', BOTH, false)).toBe('in');
    }
    expect(() => made.knock(entrant({ resumeToken: 'removed' }))).toThrow(code('REMOVED'));
    expect(() => made.knock(entrant({ resumeToken: 'left' }))).not.toThrow();
  });

  test('keeps an identity out whatever else its bearer comes with', () => {
    const made = door();
    made.left({ identity: 'ann', clientId: 'c1', resumeToken: 'r1' }, 'removed');
    for (const more of [{}, { clientId: 'c2' }, { resumeToken: 'r2' }, { vouched: true, receives: 'nothing' }]) {
      expect(() => made.knock(entrant({ identity: 'ann', ...more }))).toThrow(code('REMOVED'));
    }
    expect(() => made.knock(entrant({ identity: 'ben', clientId: 'c1' }))).not.toThrow();
  });

  test('a ticket counts once, and only when a host let its bearer in; then also past the lock', () => {
    const made = door();
    const ticket = made.lobby.add(guest('Ann'));
    expect(made.pass(entrant({ ticket }), 'speaker', LOBBY, false)).toBe('lobby');
    made.lobby.admit(made.lobby.state.visitors[0]?.id ?? '');
    expect(made.pass(entrant({ ticket }), 'speaker', BOTH, false)).toBe('in');
    expect(made.pass(entrant({ ticket }), 'speaker', LOBBY, false)).toBe('lobby');
  });

  test('without the lobby nobody has to wait any more, but behind the lock', () => {
    const made = door();
    made.lobby.add(guest('Ann'));
    made.settingsChanged(LOCKED);
    expect(made.lobby.state.total).toBe(1);
    made.settingsChanged(OPEN);
    expect(heard).toEqual([{ name: 'lobbyAnswered', payload: { admitted: true } }]);
    expect(made.lobby.state.total).toBe(0);
  });
});

describe('the lobby', () => {
  const lobby = (): Lobby => new Lobby((state) => told.push(state));

  test('tells hosts the first by name and how many there are, twice a second at most', () => {
    const made = lobby();
    for (let i = 0; i < LIMITS.lobbyListed + 10; i++) {
      made.add(guest(`P${i}`));
    }
    jest.advanceTimersByTime(0);
    expect(told).toHaveLength(1);
    expect(told[0]?.total).toBe(LIMITS.lobbyListed + 10);
    expect(told[0]?.visitors.map(({ name }) => name)).toEqual(Array.from({ length: LIMITS.lobbyListed }, (_, i) => `P${i}`));
    expect(Object.keys(told[0]?.visitors[0] ?? {}).sort()).toEqual(['cameAt', 'id', 'name']);
    made.admitAll();
    jest.advanceTimersByTime(499);
    expect(told).toHaveLength(1);
    jest.advanceTimersByTime(1);
    expect(told).toEqual([expect.anything(), { visitors: [], total: 0 }]);
    made.close('ended');
  });

  test('holds so many and no more', () => {
    const made = lobby();
    expect(() => Array.from({ length: 501 }, () => made.add(guest('P')))).toThrow(code('ROOM_FULL'));
    const another = lobby();
    const fill = (address: string): string[] => Array.from({ length: 100 }, () => another.add(guest('P', { address })));
    const [ticket = ''] = fill('203.0.113.7');
    expect(() => another.add(guest('P', { address: '203.0.113.7' }))).toThrow(code('ROOM_FULL'));
    fill('203.0.113.8');
    another.drop(ticket);
    another.add(guest('P', { address: '203.0.113.7' }));
    expect(made.state.total).toBe(500);
  });

  test('who is let in may come for 20 seconds, who is turned away not at all', () => {
    const made = lobby();
    const [ann, ben, cy] = ['Ann', 'Ben', 'Cy'].map((name) => made.add(guest(name))) as [string, string, string];
    const [a, b, c] = made.state.visitors.map(({ id }) => id) as [string, string, string];
    made.admit(a);
    made.deny(b);
    made.admit(c);
    expect(() => made.admit(a)).toThrow(code('NOT_FOUND'));
    // A host can't name anybody by a ticket.
    expect(() => made.admit(ben)).toThrow(code('NOT_FOUND'));
    expect(heard.map(({ payload }) => payload)).toEqual([{ admitted: true }, { admitted: false }, { admitted: true }]);
    expect([made.redeem(ann), made.redeem(ann), made.redeem(ben)]).toEqual([true, false, false]);
    jest.advanceTimersByTime(20_000);
    expect(made.redeem(cy)).toBe(false);
  });

  test('who is turned away is told for how long, and is not taken in again before; who was let in is free', () => {
    const made = new Lobby((state) => told.push(state), 60_000);
    const ann = guest('Ann', { clientId: 'ann' });
    const first = (): string => made.state.visitors[0]?.id ?? '';
    made.add(ann);
    made.add(ann);
    made.deny(first());
    expect(heard).toEqual([{ name: 'lobbyAnswered', payload: { admitted: false, retryAfterSeconds: 60 } }]);
    jest.advanceTimersByTime(30_500);
    expect(() => made.add(ann)).toThrow(expect.objectContaining({ code: 'DENIED', retryAfterSeconds: 30 }));
    made.add(guest('Ben', { clientId: 'ben' }));
    // She waits in another tab, too.
    made.admit(first());
    made.add(ann);
    expect(made.state.visitors.map(({ name }) => name)).toEqual(['Ben', 'Ann']);
    made.close('ended');
  });

  test('who gives up is gone, before and after a host let them in', () => {
    const made = lobby();
    const [ann, ben] = [made.add(guest('Ann')), made.add(guest('Ben'))];
    made.drop(ann);
    expect(made.state.visitors.map(({ name }) => name)).toEqual(['Ben']);
    made.admitAll();
    made.drop(ben);
    expect(made.redeem(ben)).toBe(false);
  });

  test('tells everyone when the room ends, and leaves no timer', () => {
    const made = lobby();
    made.add(guest('Ann'));
    made.admitAll();
    made.add(guest('Ben'));
    made.close('ended');
    expect(heard.at(-1)).toEqual({ name: 'closed', payload: { reason: 'ended' } });
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('those who were removed', () => {
  test('are known by identity, or by their client where they have none, and by their resume token always', () => {
    const out = new KeptOut();
    out.add({ identity: 'ann', clientId: 'shared-browser', resumeToken: 't1' });
    out.add({ identity: null, clientId: 'bens-browser', resumeToken: 't2' });
    const marks = (identity: string | null, clientId?: string, resumeToken?: string) => ({ identity, clientId, resumeToken });
    expect(out.has(marks('ann'))).toBe(true);
    expect(out.has(marks('cy', 'shared-browser'))).toBe(false);
    expect(out.has(marks(null, 'bens-browser'))).toBe(true);
    expect(out.has(marks(null, undefined, 't1'))).toBe(true);
    expect(out.has(marks(null))).toBe(false);
  });

  test('are remembered up to a bound, the newest', () => {
    const remembered = new Remembered([], 2);
    ['a', 'b', 'a', 'c'].forEach((value) => remembered.add(value));
    expect(['a', 'b', 'c'].map((value) => remembered.has(value))).toEqual([true, false, true]);
  });
});
