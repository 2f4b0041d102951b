import { maySend, type Stoppable } from '@plenary/protocol';
import type { LocalMedia } from './local-media.ts';
import type { CallState, RoomState } from './state.ts';

const STOPPABLE: readonly Stoppable[] = ['mic', 'camera', 'screen'];

/** Whether this participant may turn something of their own on, as the room is set. */
export function mayTurnOn(room: Pick<RoomState, 'self' | 'settings' | 'askedToUnmute'>, source: Stoppable): boolean {
  return maySend(room.self.role, source, room.settings, room.askedToUnmute);
}

/** Keeps one's own devices within what the room allows. */
export class OwnRights {
  readonly #local: LocalMedia;
  readonly #state: () => CallState;
  readonly #refused: (source: Stoppable) => void;

  /** @param refused told what somebody tried to turn on and may not */
  constructor(local: LocalMedia, state: () => CallState, refused: (source: Stoppable) => void) {
    this.#local = local;
    this.#state = state;
    this.#refused = refused;
  }

  /** Asked when somebody turns something on. */
  grants(source: Stoppable): boolean {
    const granted = this.may(source);
    if (!granted) {
      this.#refused(source);
    }
    return granted;
  }

  /** Whether something may be turned on now; outside a room anything may. */
  may(source: Stoppable): boolean {
    const { room, connection } = this.#state();
    return room === null || connection.status !== 'joined' || mayTurnOn(room, source);
  }

  /** Turns off what is on, or about to be, and may not be. */
  obey(): void {
    const { tracks } = this.#local.state;
    for (const source of STOPPABLE) {
      const { status } = tracks[source];
      if ((status === 'on' || status === 'starting' || status === 'interrupted') && !this.may(source)) {
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
}
