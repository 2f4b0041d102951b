import { CallError, type CloseReason, type LobbyState, type Role, type RoomSettings } from '@plenary/protocol';
import { KeptOut, Remembered, type Marks } from './kept-out.ts';
import { Lobby } from './lobby.ts';
import type { EndReason } from './peer.ts';

/** Someone at the door of a room. */
export interface Entrant extends Marks {
  /** Of the lobby or the queue, where they waited. */
  readonly ticket: string | undefined;
  /** A token speaks for them: an encoder's or a player's. */
  readonly vouched?: boolean | undefined;
  /** What they are sent; who is sent no tracks is no person, and can't wait. */
  readonly receives?: string | undefined;
}

/** Who may come into a room, before there is any question of places. */
export class Door {
  readonly lobby: Lobby;
  readonly #keptOut = new KeptOut();
  /** Resume tokens of those who left or lost their stay: they come back as if they had stayed. */
  readonly #left = new Remembered();

  /**
   * @param tellHosts told who waits in the lobby, at each change
   * @param deniedMs how long who was turned away there has to wait the first time, in milliseconds
   */
  constructor(tellHosts: (state: LobbyState) => void, deniedMs = 0) {
    this.lobby = new Lobby(tellHosts, deniedMs);
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
    const { ticket, resumeToken, vouched = false, receives = 'tracks' } = entrant;
    const admitted = ticket !== undefined && this.lobby.redeem(ticket);
    // Who finds nobody on the stage becomes host, also of a room that its last host had locked.
    if (admitted || wanted === 'host' || this.#left.has(resumeToken)) {
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

  close(reason: CloseReason): void {
    this.lobby.close(reason);
  }
}
