import { waitingBytes, type RawSocket } from './raw-socket.ts';

/** How often all connections are looked at, in milliseconds. */
const LOOK_MS = 1_000;
/** More than so many bytes waiting for a reader are too many. */
const MAX_WAITING_BYTES = 1_000_000;
/** So long, in milliseconds, a reader may take for what it was sent at once. */
const MAX_STALL_MS = 7_000;

/** Why the watch gave a connection up. */
export type Neglect = 'slowReader' | 'idle';

interface Watched {
  /** When the transport last had taken all that it was given. */
  drainedAt: number;
  /** When it last stood in a room or before one, or came. */
  busyAt: number;
  /** Whether it stands in a room or in the queue before one. */
  readonly isBusy: () => boolean;
}

/**
 * Looks after all connections with one timer: who does not read what they are sent is cut before it takes the
 * server's memory, and so is who came for nothing.
 */
export class SocketWatch {
  readonly #sockets = new Map<RawSocket, Watched>();
  readonly #idleMs: number;
  readonly #neglected: (socket: RawSocket, how: Neglect) => void;
  readonly #timer: NodeJS.Timeout;

  constructor(idleSeconds: number, neglected: (socket: RawSocket, how: Neglect) => void) {
    this.#idleMs = idleSeconds * 1_000;
    this.#neglected = neglected;
    this.#timer = setInterval(() => this.look(performance.now()), LOOK_MS).unref();
  }

  get size(): number {
    return this.#sockets.size;
  }

  add(socket: RawSocket, isBusy: () => boolean): void {
    const now = performance.now();
    const watched: Watched = { drainedAt: now, busyAt: now, isBusy };
    this.#sockets.set(socket, watched);
    socket.on('drain', () => (watched.drainedAt = performance.now()));
    socket.on('close', () => void this.#sockets.delete(socket));
  }

  /** @param now by `performance.now()` */
  look(now: number): void {
    for (const [socket, watched] of this.#sockets) {
      // What went to many at once is past the transport: whether it is gone, the socket says.
      if (socket.transport.writable && socket.transport.socket.bufferedAmount === 0) {
        watched.drainedAt = now;
      }
      if (watched.isBusy()) {
        watched.busyAt = now;
      }
      if (now - watched.drainedAt > MAX_STALL_MS || waitingBytes(socket) > MAX_WAITING_BYTES) {
        this.#neglected(socket, 'slowReader');
      } else if (now - watched.busyAt > this.#idleMs) {
        this.#neglected(socket, 'idle');
      }
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#sockets.clear();
  }
}
