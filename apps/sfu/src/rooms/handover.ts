import type { PeerId, Role, RoomId, RoomSettingsChange } from '@plenary/protocol';

/** A stay that can be taken up again. Secrets and identities stand as digests (`digestOf`). */
export interface StayRecord {
  /** Of the resume tokens that its client may come with: the one that it was given, and the one that it came with. */
  readonly tokens: readonly string[];
  /** Of who the person is, as their token says; `null` without one. */
  readonly identity: string | null;
  readonly id: PeerId;
  readonly role: Role;
}

/** A stay that had ended before, with the time of its end, in milliseconds since 1970. */
export type DepartedRecord = StayRecord & { readonly at: number };

/** Who was removed, by digests. */
export interface KeptOutRecord {
  readonly identities: readonly string[];
  readonly clientIds: readonly string[];
  readonly tokens: readonly string[];
}

/** Who was turned away in the lobby, by a digest: how often, and until when they have to wait, in milliseconds since 1970. */
export interface DeniedRecord {
  readonly who: string;
  readonly times: number;
  readonly until: number;
}

/** What was decided in a room, for the process that goes on with it. What people wrote is not part of it. */
export interface RoomHandover {
  readonly roomId: RoomId;
  readonly encrypted: boolean;
  /** A setting that the earlier process did not know is as in any new room. */
  readonly settings: RoomSettingsChange;
  /** Those who were in the room, and are expected back. */
  readonly present: readonly StayRecord[];
  readonly departed: readonly DepartedRecord[];
  /** Digests of the resume tokens of those who left: they pass the lock and the lobby. */
  readonly left: readonly string[];
  readonly keptOut: KeptOutRecord;
  readonly denied: readonly DeniedRecord[];
}

/** What the rooms of a process hand to the next. */
export interface RoomsHandover {
  readonly rooms: readonly RoomHandover[];
  /** Settings that rooms will open with. */
  readonly openings: readonly { readonly roomId: RoomId; readonly settings: RoomSettingsChange }[];
}
