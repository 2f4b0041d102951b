import { CallError, type Permission, type Role } from '@plenary/protocol';

/** What each role may do. What is not named is refused. */
const RIGHTS: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  host: new Set(['leave', 'publish', 'subscribe', 'chat', 'configure']),
  speaker: new Set(['leave', 'publish', 'subscribe', 'chat']),
  viewer: new Set(['leave', 'subscribe', 'chat']),
};

/** The one place that allows. `role` is `null` before joining, when nothing but `join` is anyone's right. */
export function isAllowed(role: Role | null, permission: Permission): boolean {
  return role === null ? permission === 'join' : RIGHTS[role].has(permission);
}

/** @throws {CallError} `FORBIDDEN` */
export function authorize(role: Role | null, permission: Permission): void {
  if (!isAllowed(role, permission)) {
    throw new CallError('FORBIDDEN');
  }
}
