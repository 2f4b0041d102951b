import type { RoomId, RoomSettings } from '@plenary/protocol';
import type { Logger } from '../logger.ts';
import type { RoomHandover } from './handover.ts';
import type { CreateRoomMedia, IceServersFor, RoomChannel, StateFact } from './ports.ts';
import type { SettingsBounds } from './settings.ts';

export interface RoomOptions {
  readonly id: RoomId;
  /** How long a peer outlives its socket, in milliseconds. */
  readonly resumeGraceMs: number;
  /** How long who was turned away in the lobby has to wait the first time, in milliseconds; 0: not at all. */
  readonly deniedMs: number;
  /** What it opens with. */
  readonly settings: RoomSettings;
  /** Whether it is encrypted end to end. */
  readonly encrypted: boolean;
  /** What the process before this one knew of it; `null` for a room that is new. */
  readonly handover: RoomHandover | null;
  readonly bounds: SettingsBounds;
  readonly createMedia: CreateRoomMedia;
  readonly channel: RoomChannel;
  readonly iceServersFor: IceServersFor;
  readonly state: StateFact;
  readonly logger: Logger;
  /** Told each time that the last peer left. */
  readonly emptied: () => void;
}
