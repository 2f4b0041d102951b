import { CallError, GRANTABLE, PUBLISH_PERMISSION, type Grantable, type Permission, type Role } from '@plenary/protocol';

const EVERYONE = ['leave', 'subscribe', 'chat', 'react', 'ask', 'raiseHand'] as const;
const STAGE = ['publish', 'publishMic', 'publishCamera', 'publishScreen'] as const;

/** What each role may do. What is not named is refused. */
const RIGHTS: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  host: new Set([...EVERYONE, ...STAGE, 'configure', 'moderate']),
  speaker: new Set([...EVERYONE, ...STAGE]),
  viewer: new Set(EVERYONE),
};

/** Whose right it is. */
export interface RightHolder {
  readonly role: Role;
  /** Of the rights of the role, these only; all of them where that is not said. */
  readonly permissions?: ReadonlySet<Permission> | null;
}

/** The one place that allows. `who` is `null` before joining, when nothing but `join` is anyone's right. */
export function isAllowed(who: RightHolder | null, permission: Permission): boolean {
  return who === null ? permission === 'join' : RIGHTS[who.role].has(permission) && isLeft(who, permission);
}

/** Nobody is kept from leaving or receiving; who may publish some source may publish as such. */
function isLeft({ permissions = null }: RightHolder, permission: Permission): boolean {
  return permissions === null || permission === 'leave' || permission === 'subscribe' || permissions.has(permission) ||
    (permission === 'publish' && Object.values(PUBLISH_PERMISSION).some((source) => permissions.has(source)));
}

/** What is left of the rights of a role, for who bears a token that says so; `null`: all of them. */
export function leftOf({ permissions = null }: RightHolder): Grantable[] | null {
  return permissions && GRANTABLE.filter((permission) => permissions.has(permission));
}

/** @throws {CallError} `FORBIDDEN` */
export function authorize(who: RightHolder | null, permission: Permission): void {
  if (!isAllowed(who, permission)) {
    throw new CallError('FORBIDDEN');
  }
}
