import { PUBLISH_PERMISSION, maySend, type Grantable, type Stoppable } from '@plenary/protocol';
import type { LocalMedia } from './local-media.ts';
import type { CallState, RoomState } from './state.ts';

const STOPPABLE: readonly Stoppable[] = ['mic', 'camera', 'screen'];

/** Who does not allow something: the token that let this participant in, or the room's settings. */
export type Refusal = 'token' | 'room';

/** Whether the token of this participant leaves them a right of those that their role has. */
export function isGranted({ self }: Pick<RoomState, 'self'>, permission: Grantable): boolean {
  return self.permissions === null || self.permissions.includes(permission);
}

/** Why this participant may not turn something of their own on; `null`: they may. */
export function refusalOf(
  room: Pick<RoomState, 'self' | 'settings' | 'askedToUnmute'>,
  source: Stoppable,
): Refusal | null {
  if (!isGranted(room, PUBLISH_PERMISSION[source])) {
    return 'token';
  }
  return maySend(room.self.role, source, room.settings, room.askedToUnmute) ? null : 'room';
}

/** Keeps one's own devices within what the room and one's token allow. */
export class OwnRights {
  readonly #local: LocalMedia;
  readonly #state: () => CallState;
  readonly #refused: (source: Stoppable, by: Refusal) => void;

  /** @param refused told what somebody tried to turn on and may not */
  constructor(local: LocalMedia, state: () => CallState, refused: (source: Stoppable, by: Refusal) => void) {
    this.#local = local;
    this.#state = state;
    this.#refused = refused;
  }

  /** Asked when somebody turns something on. */
  grants(source: Stoppable): boolean {
    const refusal = this.#refusal(source);
    if (refusal !== null) {
      this.#refused(source, refusal);
    }
    return refusal === null;
  }

  /** Turns off what is on, or about to be, and may not be. */
  obey(): void {
    const { tracks } = this.#local.state;
    for (const source of STOPPABLE) {
      const { status } = tracks[source];
      if ((status === 'on' || status === 'starting' || status === 'interrupted') && this.#refusal(source) !== null) {
        this.turnOff(source);
      }
    }
  }

  turnOff(source: Stoppable): void {
    switch (source) {
      case 'mic':
        void this.#local.setMic(false);
        break;
      case 'camera':
        void this.#local.setCamera(false);
        break;
      case 'screen':
        void this.#local.setScreen(false);
        break;
      default:
        source satisfies never;
    }
  }

  /** Outside a room everything may be turned on. */
  #refusal(source: Stoppable): Refusal | null {
    const { room, connection } = this.#state();
    return room === null || connection.status !== 'joined' ? null : refusalOf(room, source);
  }
}
