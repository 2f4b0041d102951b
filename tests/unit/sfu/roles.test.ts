import { describe, expect, test } from '@jest/globals';
import type { Role } from '@plenary/protocol';
import { entryRole, successor } from '../../../apps/sfu/src/rooms/roles.ts';

const people = (...roles: Role[]) => roles.map((role, i) => ({ id: `p${i}`, role }));

describe('who comes in', () => {
  test('first is the host, and everyone after may speak', () => {
    expect(entryRole([], null)).toBe('host');
    expect(entryRole(people('host'), null)).toBe('speaker');
    expect(entryRole(people('viewer'), null)).toBe('speaker');
  });

  test('in place of an earlier stay keeps its role', () => {
    expect(entryRole(people('speaker'), 'host')).toBe('host');
    expect(entryRole([], 'viewer')).toBe('viewer');
  });
});

describe('who follows the last host', () => {
  test('is the one longest in the room', () => {
    expect(successor(people('speaker', 'speaker'))?.id).toBe('p0');
  });

  test('is no viewer', () => {
    expect(successor(people('viewer', 'speaker', 'speaker'))?.id).toBe('p1');
    expect(successor(people('viewer'))).toBeNull();
  });

  test('is nobody while there is a host, or nobody at all', () => {
    expect(successor(people('speaker', 'host'))).toBeNull();
    expect(successor([])).toBeNull();
  });
});
