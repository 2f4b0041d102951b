import type { Role, RoomKind } from '@plenary/protocol';
import type { Pass } from './pass.ts';

/** Someone in the room, as far as roles go. */
export interface RoleHolder {
  readonly role: Role;
}

export interface Entry {
  /** The role of the same person's earlier stay, which this one replaces: it is kept. */
  readonly earlier: Role | null;
  /** They only want to watch. */
  readonly watch: boolean;
  readonly kind: RoomKind;
  /** What their token says of it. */
  readonly pass: Pick<Pass, 'role' | 'mayLead'>;
}

/**
 * The role of someone who comes in, if there is place: the one that their token names; otherwise who finds nobody on
 * the stage is the host, if they may be; of the others who want to take part, everyone may speak in a meeting, and
 * watches at first in a broadcast. Whoever only wants to watch does.
 * @param stage who is on the stage already
 */
export function entryRole(stage: Iterable<RoleHolder>, { earlier, watch, kind, pass }: Entry): Role {
  if (earlier !== null) {
    return earlier;
  }
  if (watch) {
    return 'viewer';
  }
  if (pass.role !== null) {
    return pass.role;
  }
  const [anyone] = stage;
  return anyone === undefined && pass.mayLead ? 'host' : kind === 'meeting' ? 'speaker' : 'viewer';
}

/**
 * Who becomes host after someone left: where no host is left, the one longest in the room, viewers and those who
 * may not passed over.
 * @param present who is in the room, in the order of their coming
 * @returns `null` when there is a host, or nobody who could be one
 */
export function successor<P extends RoleHolder & Pick<Pass, 'mayLead'>>(present: Iterable<P>): P | null {
  let first: P | null = null;
  for (const peer of present) {
    if (peer.role === 'host') {
      return null;
    }
    if (first === null && peer.role !== 'viewer' && peer.mayLead) {
      first = peer;
    }
  }
  return first;
}
