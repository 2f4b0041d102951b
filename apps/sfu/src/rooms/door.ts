import { CallError, type CloseReason, type LobbyState, type Role, type RoomSettings } from '@plenary/protocol';
import type { RoomHandover, StayRecord } from './handover.ts';
import { KeptOut, Remembered, type Marks } from './kept-out.ts';
import { Lobby } from './lobby.ts';
import type { EndReason } from './peer.ts';

/** Someone at the door of a room. */
export interface Entrant extends Marks {
  /** Of the lobby or the queue, where they waited. */
  readonly ticket: string | undefined;
  /** A token speaks for them: an encoder's or a player's. */
  readonly vouched?: boolean | undefined;
  /** They take up an earlier stay of theirs. */
  readonly returns?: boolean | undefined;
  /** What they are sent; who is sent no tracks is no person, and can't wait. */
  readonly receives?: string | undefined;
}

/** What of it outlives the process. */
type DoorRecord = Pick<RoomHandover, 'left' | 'keptOut' | 'denied'>;

/** Who may come into a room, before there is any question of places. */
export class Door {
  readonly lobby: Lobby;
  readonly #keptOut: KeptOut;
  /** Resume tokens of those who left or lost their stay: they come back as if they had stayed. */
  readonly #left: Remembered;

  /**
   * @param tellHosts told who waits in the lobby, at each change
   * @param earlier of the room in the process before this one
   * @param deniedMs how long who was turned away there has to wait the first time, in milliseconds
   */
  constructor(
    tellHosts: (state: LobbyState) => void,
    { earlier = null, deniedMs = 0 }: { earlier?: DoorRecord | null; deniedMs?: number } = {},
  ) {
    this.lobby = new Lobby(tellHosts, deniedMs, earlier?.denied);
    this.#keptOut = new KeptOut(earlier?.keptOut);
    this.#left = new Remembered(earlier?.left);
  }

  get record(): DoorRecord {
    return { left: this.#left.digests, keptOut: this.#keptOut.record, denied: this.lobby.denied };
  }

  /** Before anything else is done for them. @throws {CallError} `REMOVED` */
  knock(entrant: Entrant): void {
    if (this.#keptOut.has(entrant)) {
      throw new CallError('REMOVED');
    }
  }

  /**
   * @param wanted the role that they would have
   * @param called whether it is their turn in the queue: they are past the lobby
   * @returns whether they come in, or have to wait in the lobby
   * @throws {CallError} `LOCKED`; `FORBIDDEN` for players that nobody speaks for, where there is a lobby
   */
  pass(entrant: Entrant, wanted: Role, settings: Pick<RoomSettings, 'lobby' | 'locked'>, called: boolean): 'in' | 'lobby' {
    const { ticket, resumeToken, returns = false, vouched = false, receives = 'tracks' } = entrant;
    const admitted = ticket !== undefined && this.lobby.redeem(ticket);
    // Who finds nobody on the stage becomes host, also of a room that its last host had locked.
    if (admitted || wanted === 'host' || returns || this.#left.has(resumeToken)) {
      return 'in';
    }
    if (settings.locked) {
      throw new CallError('LOCKED');
    }
    if (!settings.lobby || called || vouched) {
      return 'in';
    }
    if (receives !== 'tracks') {
      throw new CallError('FORBIDDEN', 'the room has a lobby: a token is needed');
    }
    return 'lobby';
  }

  /** The settings are new: without a lobby nobody has to wait in it, unless the room is locked. */
  settingsChanged({ lobby, locked }: Pick<RoomSettings, 'lobby' | 'locked'>): void {
    if (!lobby && !locked) {
      this.lobby.admitAll();
    }
  }

  /** Somebody's stay ended. */
  left(marks: Marks, reason: EndReason): void {
    const { cameWith } = marks;
    if (cameWith !== undefined) {
      // This stay took the place of an earlier one, whose token opens nothing more.
      this.#left.forget(cameWith);
    }
    if (reason === 'removed') {
      this.#keptOut.add(marks);
    } else if (reason === 'revoked') {
      // The token is no good any more; with another one they may come again.
      this.#keptOut.addStay(marks);
    } else if (marks.resumeToken !== undefined && reason !== 'replaced') {
      this.#left.add(marks.resumeToken);
    }
  }

  /** Those who did not come back in time after the server's restart: as if their connection had been lost here. */
  missed(stays: readonly StayRecord[]): void {
    stays.forEach(({ tokens }) => tokens.forEach((token) => this.#left.addDigest(token)));
  }

  close(reason: CloseReason): void {
    this.lobby.close(reason);
  }
}
