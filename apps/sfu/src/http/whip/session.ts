import { randomBytes } from 'node:crypto';
import type { Notification, RoomId, TransportOptions } from '@plenary/protocol';
import type { EndReason, Peer } from '../../rooms/peer.ts';
import type { ConnectionState, PeerLink, PeerMedia } from '../../rooms/ports.ts';
import type { Room } from '../../rooms/room.ts';

/** An encoder that publishes, or a player. */
export type SessionKind = 'whip' | 'whep';

export interface SessionOptions {
  readonly kind: SessionKind;
  readonly roomId: RoomId;
  /** Of the token, when there was one with a subject. */
  readonly subject: string | undefined;
  /** How long it may be without a connection. */
  readonly timeoutMs: number;
  /** Told once. */
  readonly ended: (session: Session) => void;
}

/** What a session has once it is set up. */
export interface Seated {
  readonly room: Room;
  readonly peer: Peer;
  readonly media: PeerMedia;
  /** The one transport that it uses. */
  readonly transportId: string;
  /** The client's ICE session, by the name that it gave it. */
  readonly usernameFragment: string;
  /** Sections of the offer. */
  readonly mids: readonly string[];
  readonly firstKind: string;
}

/** One WHIP or WHEP session: the local end of a peer that has no socket. */
export class Session {
  /** Whoever knows it may change and end the session: 192 random bits. */
  readonly id = randomBytes(24).toString('base64url');
  readonly kind: SessionKind;
  readonly roomId: RoomId;
  readonly subject: string | undefined;
  readonly #options: SessionOptions;
  #seated: Seated | null = null;
  #usernameFragment = '';
  /** Which ICE session this is, counted from 1. */
  #iceSession = 1;
  #timer: NodeJS.Timeout | null = null;
  #ended = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.kind = options.kind;
    this.roomId = options.roomId;
    this.subject = options.subject;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Whom it is to the room; `null` before it is there. */
  get peerId(): string | null {
    return this.#seated?.peer.id ?? null;
  }

  /** The strong entity tag of the ICE session, quoted. */
  get etag(): string {
    return `"${this.id.slice(0, 8)}-${this.#iceSession}"`;
  }

  /** The way to its peer: what the room tells is of interest only where it ends the session. */
  readonly link: PeerLink = {
    notify: (notification) => this.#told(notification),
    setOnStage: () => undefined,
  };

  /** For the room, when it ends the peer's stay. */
  readonly stayEnded = (_peerId: string, _reason: EndReason): void => this.#end();

  /** The peer is in the room: from now on the client has to connect. */
  sit(seated: Seated): void {
    this.#seated = seated;
    this.#usernameFragment = seated.usernameFragment;
    seated.media.watchConnection(seated.transportId, (state) => this.#connection(state));
    this.#connection('disconnected');
  }

  /** Whether these are credentials of another ICE session than the one that is. */
  isRestart(usernameFragment: string): boolean {
    return usernameFragment !== this.#usernameFragment;
  }

  /** @returns the server's side of the new ICE session */
  async restartIce(usernameFragment: string): Promise<{ readonly transport: TransportOptions } & Seated> {
    const seated = this.#seated;
    if (seated === null) {
      throw new Error('the session is not set up');
    }
    const transport = await seated.media.restartIce(seated.transportId);
    this.#usernameFragment = usernameFragment;
    this.#iceSession++;
    return { ...seated, transport };
  }

  /** Ends it; does nothing when it ended before. */
  close(reason: 'left' | 'replaced' = 'left'): void {
    if (this.#seated === null) {
      this.#end();
    } else {
      // The room tells back through `stayEnded`.
      this.#seated.room.remove(this.#seated.peer.id, reason);
    }
  }

  #connection(state: ConnectionState): void {
    this.#stopTimer();
    if (state === 'closed') {
      this.close();
    } else if (state === 'disconnected' && !this.#ended) {
      this.#timer = setTimeout(() => this.close(), this.#options.timeoutMs).unref();
    }
  }

  #told({ name, payload }: Notification): void {
    // Somebody took the encoder off the stage: there is nothing left for it to do.
    if (name === 'roleChanged' && this.kind === 'whip' && payload.role === 'viewer') {
      setImmediate(() => this.close());
    }
  }

  #end(): void {
    if (!this.#ended) {
      this.#ended = true;
      this.#stopTimer();
      this.#options.ended(this);
    }
  }

  #stopTimer(): void {
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
      this.#timer = null;
    }
  }
}
