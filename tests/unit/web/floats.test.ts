import { expect, test } from '@jest/globals';
import { floatsOf } from '../../../apps/web/src/screens/shared/floats.ts';

test('one rises for each kind of reaction, with its count, from left to right', () => {
  const floats = floatsOf(1, { '👏': 41, '👍': 1 });
  expect(floats.map(({ reaction, count }) => [reaction, count])).toEqual([['👍', 1], ['👏', 41]]);
  expect(floats[0]?.place).toBeLessThan(floats[1]?.place ?? 0);
  expect(floatsOf(2, {})).toEqual([]);
});

test('they stay within their space, and the same kind has another place in the next batch', () => {
  const places = [0, 1, 2, 3, 4].map((batch) => floatsOf(batch, { '😮': 1 })[0]?.place ?? -1);
  expect(places.every((place) => place >= 0 && place < 1)).toBe(true);
  expect(places[0]).not.toBe(places[1]);
  expect(places[4]).toBe(places[0]);
});
