import { expect, test } from '@jest/globals';
import { place } from '../../../apps/sfu/src/media/placement.ts';

const worker = (name: string, consumers: number, peers = 0, inRoom = false) => ({ name, consumers, peers, inRoom });

test.each([
  ['the least loaded for a new room', [worker('a', 10), worker('b', 2)], 'b'],
  ['fewer peers where consumers are equal', [worker('a', 0, 3), worker('b', 0, 1)], 'b'],
  ['the room’s own worker while it has room', [worker('a', 200, 9, true), worker('b', 0)], 'a'],
  ['another one once the own is full', [worker('a', 330, 9, true), worker('b', 100)], 'b'],
  ['the less loaded of the room’s own', [worker('a', 200, 9, true), worker('b', 100, 9, true), worker('c', 0)], 'b'],
  ['the least loaded even beyond the budget: nobody is turned away', [worker('a', 500, 9, true), worker('b', 450)], 'b'],
])('%s', (_what, workers, expected) => {
  expect(place(workers, 400)?.name).toBe(expected);
});

test('none where there is none', () => {
  expect(place([], 400)).toBeUndefined();
});
