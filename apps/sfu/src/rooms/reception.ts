import { CallError, type Role, type RoomSettings } from '@plenary/protocol';
import { admit, placesLeft, type Occupancy } from './admission.ts';
import type { Earlier } from './departed.ts';
import type { Door } from './door.ts';
import type { JoinOptions } from './joining.ts';
import type { Peer } from './peer.ts';
import { entryRole, type RoleHolder } from './roles.ts';
import type { Roster } from './roster.ts';
import { WaitingQueue } from './waiting-queue.ts';

export interface ReceptionOptions {
  readonly roster: Roster;
  /** Those on their way in: their places are taken. */
  readonly joining: ReadonlySet<Peer>;
  /** Hosts who are to come back after the server's restart. */
  readonly hostsAwaited: () => readonly RoleHolder[];
  readonly door: Door;
  readonly settings: () => RoomSettings;
}

/** Decides as what somebody comes in, and whether there is a place for them. */
export class Reception {
  /** Those who wait for a place. */
  readonly queue: WaitingQueue;
  readonly #options: ReceptionOptions;

  constructor(options: ReceptionOptions) {
    this.#options = options;
    this.queue = new WaitingQueue(() => this.placesLeft);
  }

  get placesLeft(): Occupancy {
    return placesLeft(this.#options.settings(), this.#taken());
  }

  /**
   * @param earlier what they take up of an earlier stay
   * @returns the role that they come in with, or where they wait
   * @throws {CallError} `ROOM_FULL`, `LOCKED`
   */
  admit(options: JoinOptions, earlier: Earlier | null): Role | 'wait' | 'lobby' {
    const { door, settings } = this.#options;
    const wanted = this.wantedRole(options, earlier?.role ?? null);
    const called = options.ticket !== undefined && this.queue.redeem(options.ticket);
    if (earlier?.present === true) {
      return wanted;
    }
    if (door.pass({ ...options, returns: earlier !== null }, wanted, settings(), called) === 'lobby') {
      return 'lobby';
    }
    // A host by token is never kept out of their own meeting by those who came before.
    if (called || (wanted === 'host' && options.pass.role === 'host')) {
      return wanted;
    }
    const admission = admit(wanted, settings(), this.#taken(), this.queue.busy);
    // An encoder has no use for another place than it asked for, and neither has a player.
    const asked = (options.receives ?? 'tracks') === 'tracks' || admission === wanted;
    if (admission === 'full' || !asked) {
      throw new CallError('ROOM_FULL');
    }
    return admission;
  }

  /** The role that they would have, if there is a place. */
  wantedRole({ watch, receives, pass }: JoinOptions, earlier: Role | null): Role {
    if (receives === 'nothing') {
      return 'speaker';
    }
    const { joining, roster, settings, hostsAwaited } = this.#options;
    const coming = [...joining].filter(({ role }) => role !== 'viewer');
    const stage = [...roster.stage(), ...coming].filter(({ isPerson }) => isPerson);
    return entryRole([...stage, ...hostsAwaited()], { earlier, watch, pass, kind: settings().kind });
  }

  #taken(): Occupancy {
    const { joining, roster } = this.#options;
    const { kept } = this.queue;
    const viewers = [...joining].filter(({ role }) => role === 'viewer').length;
    return {
      stage: roster.onStage + joining.size - viewers + kept.stage,
      viewers: roster.viewers + viewers + kept.viewers,
    };
  }
}
