import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Revocations } from '../../../apps/sfu/src/access/revocations.ts';
import { Tickets } from '../../../apps/sfu/src/access/tickets.ts';

const MINUTE = 60_000;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const token = (jti = 'one') => ({ jti, expiresAt: Date.now() + MINUTE });

test('a ticket is good for one room, and no longer than the token that it was given for', () => {
  const tickets = new Tickets(new Revocations());
  const ticket = tickets.give('daily', token());
  expect([tickets.isGood(ticket, 'daily'), tickets.isGood(ticket, 'weekly')]).toEqual([true, false]);
  jest.advanceTimersByTime(MINUTE - 1);
  expect(tickets.isGood(ticket, 'daily')).toBe(true);
  jest.advanceTimersByTime(1);
  expect(tickets.isGood(ticket, 'daily')).toBe(false);
});

test('it ends with a token that is revoked, and with the process', () => {
  const revocations = new Revocations();
  const tickets = new Tickets(revocations);
  const [one, other] = [tickets.give('daily', token('one')), tickets.give('daily', token('other'))];
  revocations.add('one', Date.now() + MINUTE);
  expect([tickets.isGood(one, 'daily'), tickets.isGood(other, 'daily')]).toEqual([false, true]);
  expect(new Tickets(new Revocations()).isGood(other, 'daily')).toBe(false);
});

test('nobody makes one, or makes it last', () => {
  const tickets = new Tickets(new Revocations());
  const [claims = '', seal = ''] = tickets.give('daily', token()).split('.');
  const longer = Buffer.from(JSON.stringify([Date.now() + 100 * MINUTE, 'one'])).toString('base64url');
  for (const forged of ['', '.', 'a.b.c', claims, `${claims}.`, `${longer}.${seal}`, `${claims}.${seal.slice(1)}a`]) {
    expect([forged, tickets.isGood(forged, 'daily')]).toEqual([forged, false]);
  }
});
