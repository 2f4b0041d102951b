import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Absences } from '../../../apps/sfu/src/rooms/absences.ts';
import type { Peer } from '../../../apps/sfu/src/rooms/peer.ts';

const GRACE_MS = 30_000;
let over: string[];
let absences: Absences;

/** @param bytes what came over its transports by now */
const peer = (id: string, bytes: () => number | null): Peer => ({ id, seat: { media: { bytesReceived: async () => bytes() } } }) as unknown as Peer;

beforeEach(() => {
  jest.useFakeTimers();
  over = [];
  absences = new Absences({
    graceMs: GRACE_MS,
    over: (id) => {
      over.push(id);
      absences.end(id);
    },
  });
});
afterEach(() => {
  absences.close();
  jest.useRealTimers();
});

test.each(['away', 'cut', 'silent'] as const)('nobody whose socket was lost (%s) stays longer than the grace period, whatever they send', async (loss) => {
  let bytes = 0;
  absences.begin(peer('ann', () => bytes++), loss);
  await jest.advanceTimersByTimeAsync(GRACE_MS - 1);
  expect([over, absences.count]).toEqual([[], 1]);
  await jest.advanceTimersByTimeAsync(1);
  expect([over, absences.count]).toEqual([['ann'], 0]);
});

test('who is cut off and sends nothing goes sooner, and who went away sooner still', async () => {
  absences.begin(peer('ann', () => 7), 'cut');
  absences.begin(peer('bob', () => 7), 'away');
  await jest.advanceTimersByTimeAsync(4_500);
  expect(over).toEqual(['bob']);
  await jest.advanceTimersByTimeAsync(5_500);
  expect(over).toEqual(['bob', 'ann']);
});

test('who is said to have gone away, and sends something every 3 s, stays', async () => {
  const began = Date.now();
  absences.begin(peer('ann', () => Math.floor((Date.now() - began) / 3_000)), 'away');
  await jest.advanceTimersByTimeAsync(GRACE_MS - 1);
  expect(over).toEqual([]);
});

test('who is back stays', async () => {
  absences.begin(peer('ann', () => 7), 'cut');
  absences.end('ann');
  await jest.advanceTimersByTimeAsync(2 * GRACE_MS);
  expect([over, absences.count]).toEqual([[], 0]);
});
