import { describe, expect, test } from '@jest/globals';
import type { Role } from '@plenary/protocol';
import { entryRole, successor, type Entry } from '../../../apps/sfu/src/rooms/roles.ts';

const people = (...roles: Role[]) => roles.map((role, i) => ({ id: `p${i}`, role }));

const entry = (more: Partial<Entry> = {}): Entry => ({ earlier: null, watch: false, kind: 'meeting', ...more });

describe('who comes in', () => {
  test('first is the host, and everyone after may speak', () => {
    expect(entryRole([], entry())).toBe('host');
    expect(entryRole(people('host'), entry())).toBe('speaker');
    expect(entryRole(people('speaker'), entry())).toBe('speaker');
  });

  test('of a broadcast watches, but for the first', () => {
    expect(entryRole([], entry({ kind: 'broadcast' }))).toBe('host');
    expect(entryRole(people('host'), entry({ kind: 'broadcast' }))).toBe('viewer');
  });

  test('only to watch is a viewer anywhere, even alone', () => {
    expect(entryRole([], entry({ watch: true }))).toBe('viewer');
    expect(entryRole(people('host'), entry({ watch: true }))).toBe('viewer');
  });

  test('in place of an earlier stay keeps its role', () => {
    expect(entryRole(people('speaker'), entry({ earlier: 'host', watch: true }))).toBe('host');
    expect(entryRole([], entry({ earlier: 'viewer' }))).toBe('viewer');
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
