import { expect, test } from '@jest/globals';
import { requests, roleSchema, type Permission, type Role } from '@plenary/protocol';
import { authorize, isAllowed } from '../../../apps/sfu/src/rooms/permissions.ts';

/** The whole table, written out: a change of rights is a change here. */
const ALLOWED: Record<'nobody' | Role, Permission[]> = {
  nobody: ['join'],
  host: ['leave', 'publish', 'subscribe', 'chat', 'configure'],
  speaker: ['leave', 'publish', 'subscribe', 'chat'],
  viewer: ['leave', 'subscribe', 'chat'],
};

const permissions = [...new Set(Object.values(requests).map((spec) => spec.permission))];

test.each([null, ...roleSchema.options])('what %s may do is exactly the table', (role) => {
  for (const permission of permissions) {
    const expected = ALLOWED[role ?? 'nobody'].includes(permission);
    expect([permission, isAllowed(role, permission)]).toEqual([permission, expected]);
    if (!expected) {
      expect(() => authorize(role, permission)).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
    }
  }
});
