import { expect, test } from '@jest/globals';
import { requests, roleSchema, type Permission, type Role } from '@plenary/protocol';
import { authorize, isAllowed } from '../../../apps/sfu/src/rooms/permissions.ts';

const EVERYONE: Permission[] = ['leave', 'subscribe', 'chat', 'react', 'ask', 'raiseHand'];
const STAGE: Permission[] = ['publish', 'publishMic', 'publishCamera', 'publishScreen'];

/** The whole table, written out: a change of rights is a change here. */
const ALLOWED: Record<'nobody' | Role, Permission[]> = {
  nobody: ['join'],
  host: [...EVERYONE, ...STAGE, 'configure', 'moderate'],
  speaker: [...EVERYONE, ...STAGE],
  viewer: EVERYONE,
};

const permissions = [...new Set([...Object.values(requests).map((spec): Permission => spec.permission), ...STAGE])];

test.each([null, ...roleSchema.options])('what %s may do is exactly the table', (role) => {
  for (const permission of permissions) {
    const expected = ALLOWED[role ?? 'nobody'].includes(permission);
    expect([permission, isAllowed(role && { role }, permission)]).toEqual([permission, expected]);
    if (!expected) {
      expect(() => authorize(role && { role }, permission)).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
    }
  }
});

test('a token narrows the rights of a role, and widens none', () => {
  const speaker = { role: 'speaker', permissions: new Set<Permission>(['publishMic', 'chat', 'moderate']) } as const;
  const left = permissions.filter((permission) => isAllowed(speaker, permission));
  expect(new Set(left)).toEqual(new Set(['leave', 'subscribe', 'publish', 'publishMic', 'chat']));
  const silent = { role: 'host', permissions: new Set<Permission>() } as const;
  expect(permissions.filter((permission) => isAllowed(silent, permission)).toSorted()).toEqual(['leave', 'subscribe']);
});
