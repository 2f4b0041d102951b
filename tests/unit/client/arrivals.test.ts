import { expect, test } from '@jest/globals';
import { allArrive, type Arrivals } from '../../../packages/client/src/arrivals.ts';

const at = (transportId: string, pair: string | null, bytes: number, responses: number): Arrivals =>
  ({ transportId, pair, bytes, responses });

test('on the same pair something more has to have come', () => {
  expect(allArrive([at('send', 'p', 100, 3)], [at('send', 'p', 100, 3)], null)).toBe(false);
  expect(allArrive([at('send', 'p', 100, 3)], [at('send', 'p', 100, 4)], null)).toBe(true);
  expect(allArrive([at('send', 'p', 100, 3)], [at('send', 'p', 101, 3)], null)).toBe(true);
});

test('a new pair counts from nothing, and without a pair nothing arrives', () => {
  expect(allArrive([at('send', 'old', 900, 9)], [at('send', 'new', 0, 1)], null)).toBe(true);
  expect(allArrive([at('send', 'old', 900, 9)], [at('send', null, 0, 0)], null)).toBe(false);
});

test('answers to checks are not enough where media are due: the server may still send another way', () => {
  const earlier = [at('recv', 'udp', 900, 9)];
  expect(allArrive(earlier, [at('recv', 'tcp', 0, 3)], 'recv')).toBe(false);
  expect(allArrive(earlier, [at('recv', 'tcp', 40, 3)], 'recv')).toBe(true);
  expect(allArrive(earlier, [at('recv', 'tcp', 0, 3)], null)).toBe(true);
});

test('a transport that media are due on has to be in use', () => {
  expect(allArrive([], [], 'recv')).toBe(false);
  expect(allArrive([], [], null)).toBe(true);
});

test('every transport counts', () => {
  expect(allArrive([at('a', 'p', 1, 1), at('b', 'q', 1, 1)], [at('a', 'p', 2, 1), at('b', 'q', 1, 1)], null)).toBe(false);
});
