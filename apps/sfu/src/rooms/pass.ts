import type { Permission, Role } from '@plenary/protocol';

/** What somebody's token, or its absence, means for their stay in a room. */
export interface Pass {
  /** As what they come in; `null` leaves it to the room. */
  readonly role: Role | null;
  /** Of the rights of their role, these only; `null` for all. */
  readonly permissions: ReadonlySet<Permission> | null;
  /** Whether they become host by being the first, or the one longest there; otherwise a host has to make them one. */
  readonly mayLead: boolean;
}

/** For anybody in a room that is open to all. */
export const OPEN_PASS: Pass = { role: null, permissions: null, mayLead: true };
