import { CallError, type RoomId } from '@plenary/protocol';
import type { Config } from '../../config.ts';
import { Session, type SessionKind } from './session.ts';

/** All sessions of this server, those being set up included. */
export class Sessions {
  readonly #config: Config['whip'];
  readonly #byId = new Map<string, Session>();

  constructor(config: Config['whip']) {
    this.#config = config;
  }

  /**
   * A place for a new session. An earlier one of the same subject ends first: an encoder that comes again after it
   * lost its connection does not stand beside its own ghost.
   * @throws {CallError} `LIMIT_EXCEEDED`
   */
  open(kind: SessionKind, roomId: RoomId, subject: string | undefined): Session {
    if (subject !== undefined) {
      const same = [...this.#byId.values()].find((session) =>
        session.kind === kind && session.roomId === roomId && session.subject === subject);
      same?.close('replaced');
    }
    const limit = kind === 'whip' ? this.#config.maxPublishers : this.#config.maxPlayers;
    if (this.count(kind) >= limit) {
      throw new CallError('LIMIT_EXCEEDED', 'The server has as many of these sessions as it may have.');
    }
    const session = new Session({
      kind,
      roomId,
      subject,
      timeoutMs: this.#config.timeoutSeconds * 1_000,
      ended: ({ id }) => void this.#byId.delete(id),
    });
    this.#byId.set(session.id, session);
    return session;
  }

  get(kind: SessionKind, roomId: RoomId, id: string): Session | undefined {
    const session = this.#byId.get(id);
    return session?.kind === kind && session.roomId === roomId ? session : undefined;
  }

  count(kind: SessionKind): number {
    let count = 0;
    for (const session of this.#byId.values()) {
      count += Number(session.kind === kind);
    }
    return count;
  }
}
