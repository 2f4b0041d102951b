import { expect, test } from '@jest/globals';
import { Departed } from '../../../apps/sfu/src/rooms/departed.ts';
import { digestOf, digestOrNull } from '../../../apps/sfu/src/rooms/digest.ts';

const stay = (id: string, identity: string | null = null) => ({
  tokens: [digestOf(`token-${id}`)], id, role: 'host' as const, identity: digestOrNull(identity),
});

test('who comes back is the same as before, once', () => {
  const departed = new Departed();
  departed.add(stay('ann'));
  expect(departed.take('token-ann', null)).toEqual({ id: 'ann', role: 'host', present: false });
  expect(departed.take('token-ann', null)).toBeNull();
});

test('another person’s token is of no use, and is not used up by the attempt', () => {
  const departed = new Departed();
  departed.add(stay('ann', 'ann@example.org'));
  expect(departed.take('token-ann', 'eve@example.org')).toBeNull();
  expect(departed.take('token-ann', null)).toBeNull();
  expect(departed.take('token-ann', 'ann@example.org')).not.toBeNull();
});

test('of so many only is it remembered', () => {
  const departed = new Departed();
  for (let i = 0; i < 501; i++) {
    departed.add(stay(String(i)));
  }
  expect(departed.take('token-0', null)).toBeNull();
  expect(departed.take('token-1', null)).not.toBeNull();
});
