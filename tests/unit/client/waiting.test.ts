import { expect, test } from '@jest/globals';
import type { Notification } from '@plenary/protocol';
import { whileWaiting } from '../../../packages/client/src/waiting.ts';
import type { ConnectionState } from '../../../packages/client/src/state.ts';

const LOBBY: ConnectionState = { status: 'lobby' };
const answered = (admitted: boolean): Notification => ({ name: 'lobbyAnswered', payload: { admitted } });
const closed = (reason: 'ended' | 'shutdown'): Notification => ({ name: 'closed', payload: { reason } });

test('who is let in enters, who is turned away is told', () => {
  expect(whileWaiting(LOBBY, answered(true))).toEqual({ next: 'enter' });
  expect(whileWaiting(LOBBY, answered(false))).toMatchObject({
    next: 'end', connection: { status: 'closed', reason: 'failed', error: { code: 'DENIED', retryAfterSeconds: undefined } },
  });
  const later: Notification = { name: 'lobbyAnswered', payload: { admitted: false, retryAfterSeconds: 60 } };
  expect(whileWaiting(LOBBY, later)).toMatchObject({ connection: { error: { code: 'DENIED', retryAfterSeconds: 60 } } });
});

test('the end of the meeting is an end, the end of a deserted room is not', () => {
  expect(whileWaiting(LOBBY, closed('ended'))).toEqual({ next: 'end', connection: { status: 'closed', reason: 'ended' } });
  expect(whileWaiting(LOBBY, closed('shutdown'))).toMatchObject({ next: 'again', error: { code: 'UNAVAILABLE' } });
});

test('the queue moves on until it is one’s turn', () => {
  const waiting: ConnectionState = { status: 'waiting', position: 3 };
  const moved = (position: number): Notification => ({ name: 'queueChanged', payload: { position } });
  expect(whileWaiting(waiting, moved(2))).toEqual({ next: 'wait', connection: { status: 'waiting', position: 2 } });
  expect(whileWaiting(waiting, moved(0))).toEqual({ next: 'enter' });
});

test('nothing of it concerns who does not wait', () => {
  expect(whileWaiting({ status: 'joined' }, closed('ended'))).toBeNull();
  expect(whileWaiting({ status: 'closed', reason: 'left' }, answered(true))).toBeNull();
});
