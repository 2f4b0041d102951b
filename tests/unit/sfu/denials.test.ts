import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Denials, type Knocker } from '../../../apps/sfu/src/rooms/denials.ts';

const MINUTE = 60_000;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const person = (more: Partial<Knocker>): Knocker => ({ identity: null, ...more });
const ann = person({ clientId: 'ann' });

test('who is turned away waits, twice as long each time, a quarter of an hour at most', () => {
  const denials = new Denials(MINUTE);
  expect(denials.wait(ann)).toBe(0);
  const waits = Array.from({ length: 6 }, () => {
    const wait = denials.add(ann);
    jest.advanceTimersByTime(wait - 1);
    expect(denials.wait(ann)).toBe(1);
    jest.advanceTimersByTime(1);
    expect(denials.wait(ann)).toBe(0);
    return wait / MINUTE;
  });
  expect(waits).toEqual([1, 2, 4, 8, 15, 15]);
});

test('an hour after the wait it is forgotten', () => {
  const denials = new Denials(MINUTE);
  denials.add(ann);
  jest.advanceTimersByTime(61 * MINUTE);
  expect(denials.add(ann)).toBe(2 * MINUTE);
  jest.advanceTimersByTime(62 * MINUTE + 1);
  expect(denials.add(ann)).toBe(MINUTE);
});

test('an identity is enough, without one it is the client that counts', () => {
  const denials = new Denials(MINUTE);
  denials.add({ identity: 'ann', clientId: 'shared' });
  expect(denials.wait({ identity: 'ann', clientId: 'another' })).toBe(MINUTE);
  expect(denials.wait({ identity: 'ben', clientId: 'shared' })).toBe(0);
  expect(denials.wait(person({ clientId: 'shared' }))).toBe(0);
  denials.add(ann);
  // Whom the operator gave an identity is not who sat there before.
  expect(denials.wait({ identity: 'cy', clientId: 'ann' })).toBe(0);
});

test('others of the address go free, until one there has been turned away again and again under new names', () => {
  const denials = new Denials(MINUTE);
  const [address, elsewhere] = ['203.0.113.7', '203.0.113.8'];
  const neighbour = person({ clientId: 'neighbour', address });
  for (let i = 0; i < 3; i++) {
    expect(denials.add(person({ clientId: `fresh-${i}`, address }))).toBe(MINUTE);
    expect(denials.wait(neighbour)).toBe(0);
  }
  // Nor does it help to say nothing of oneself.
  expect(denials.add(person({ address }))).toBe(MINUTE);
  expect(denials.wait(neighbour)).toBe(MINUTE);
  expect(denials.add(person({ address }))).toBe(2 * MINUTE);
  expect(denials.wait(person({ clientId: 'neighbour', address: elsewhere }))).toBe(0);
  expect(denials.wait({ identity: 'ben', clientId: 'neighbour', address })).toBe(0);
});

test('who was let in after all begins anew', () => {
  const denials = new Denials(MINUTE);
  denials.add(ann);
  denials.forget(ann);
  expect(denials.wait(ann)).toBe(0);
  expect(denials.add(ann)).toBe(MINUTE);
});

test('a wait of nothing is none, and a longer one than the longest stays as it is', () => {
  const none = new Denials(0);
  expect(none.add(ann)).toBe(0);
  const long = new Denials(120 * MINUTE);
  expect([long.add(ann), long.add(ann)]).toEqual([120 * MINUTE, 120 * MINUTE]);
});

test('so many are kept, the newest', () => {
  const denials = new Denials(MINUTE);
  denials.add(ann);
  const crowd = Array.from({ length: 2_000 }, (_, i) => person({ clientId: `c${i}` }));
  crowd.forEach((one) => denials.add(one));
  expect(denials.wait(ann)).toBe(0);
  expect(crowd.every((one) => denials.wait(one) === MINUTE)).toBe(true);
});

test('another process goes on with it, and is told of people only by their digests, of addresses not at all', () => {
  const denials = new Denials(MINUTE);
  const [identity, clientId, address] = ['ann@example.org', 'a-browsers-own-id', '203.0.113.7'];
  denials.add({ identity });
  denials.add(person({ clientId, address }));
  denials.add(person({ clientId, address }));
  const { record } = denials;
  expect(record.map(({ who, times }) => [who.length, times])).toEqual([[43, 1], [43, 2]]);
  const text = JSON.stringify(record);
  // The whole words: a digest may hold any three letters, and a time any three digits.
  expect([identity, clientId, address].filter((word) => text.includes(word))).toEqual([]);
  jest.advanceTimersByTime(MINUTE / 2);
  const next = new Denials(MINUTE, record);
  expect(next.wait({ identity })).toBe(MINUTE / 2);
  expect(next.wait(person({ clientId }))).toBe(1.5 * MINUTE);
  expect(next.add({ identity })).toBe(2 * MINUTE);
  // Where waiting is off there is none, and what is over and forgotten is not handed on.
  expect(new Denials(0, record).wait({ identity })).toBe(0);
  jest.advanceTimersByTime(63 * MINUTE);
  expect(next.record).toEqual([]);
});
