import { describe, expect, test } from '@jest/globals';
import type { Role } from '@plenary/protocol';
import { OPEN_PASS } from '../../../apps/sfu/src/rooms/pass.ts';
import { entryRole, successor, type Entry } from '../../../apps/sfu/src/rooms/roles.ts';

const people = (...roles: Role[]) => roles.map((role, i) => ({ id: `p${i}`, role, mayLead: true }));

const entry = (more: Partial<Entry> = {}): Entry => ({ earlier: null, watch: false, kind: 'meeting', pass: OPEN_PASS, ...more });

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

  test('with a role in the token has that role, unless they only want to watch', () => {
    for (const role of ['host', 'speaker', 'viewer'] as const) {
      for (const kind of ['meeting', 'broadcast'] as const) {
        const pass = { role, mayLead: role === 'host' };
        expect(entryRole([], entry({ pass, kind }))).toBe(role);
        expect(entryRole(people('host'), entry({ pass, kind }))).toBe(role);
        expect(entryRole([], entry({ pass, kind, watch: true }))).toBe('viewer');
      }
    }
  });

  test('who may not lead is no host even alone', () => {
    const pass = { role: null, mayLead: false };
    expect(entryRole([], entry({ pass }))).toBe('speaker');
    expect(entryRole([], entry({ pass, kind: 'broadcast' }))).toBe('viewer');
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

  test('is nobody who may not lead', () => {
    const guests = people('speaker', 'speaker').map((guest, i) => ({ ...guest, mayLead: i > 0 }));
    expect(successor(guests)?.id).toBe('p1');
    expect(successor(guests.slice(0, 1))).toBeNull();
  });

  test('is nobody while there is a host, or nobody at all', () => {
    expect(successor(people('speaker', 'host'))).toBeNull();
    expect(successor([])).toBeNull();
  });
});
