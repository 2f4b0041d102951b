import { CallError, type Permission, type Role } from '@plenary/protocol';

const EVERYONE = ['leave', 'subscribe', 'chat', 'react', 'ask', 'raiseHand'] as const;
const STAGE = ['publish', 'publishMic', 'publishCamera', 'publishScreen'] as const;

/** What each role may do. What is not named is refused. */
const RIGHTS: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  host: new Set([...EVERYONE, ...STAGE, 'configure', 'moderate']),
  speaker: new Set([...EVERYONE, ...STAGE]),
  viewer: new Set(EVERYONE),
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
