import type { Role } from '@plenary/protocol';

/** Someone in the room, as far as roles go. */
export interface RoleHolder {
  readonly role: Role;
}

/**
 * The role of someone who comes in: who finds nobody is the host, everyone else may speak.
 * @param present who is in the room already
 * @param earlier the role of the same person's earlier stay, which this one replaces: it is kept
 */
export function entryRole(present: Iterable<RoleHolder>, earlier: Role | null): Role {
  const [anyone] = present;
  return earlier ?? (anyone === undefined ? 'host' : 'speaker');
}

/**
 * Who becomes host after someone left: where no host is left, the one longest in the room, viewers passed over.
 * @param present who is in the room, in the order of their coming
 * @returns `null` when there is a host, or nobody who could be one
 */
export function successor<P extends RoleHolder>(present: Iterable<P>): P | null {
  let first: P | null = null;
  for (const peer of present) {
    if (peer.role === 'host') {
      return null;
    }
    if (first === null && peer.role !== 'viewer') {
      first = peer;
    }
  }
  return first;
}
