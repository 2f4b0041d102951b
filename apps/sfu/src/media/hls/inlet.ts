import { createSocket, type Socket } from 'node:dgram';

const LOOPBACK = '127.0.0.1';
/** How often is tried whether somebody listens, in milliseconds. */
const KNOCK_MS = 20;
/**
 * At most so many packets go out within so many milliseconds: a large key frame that comes all at once would not
 * fit the buffer that Linux gives a socket (some 200 kB), and what does not fit is lost.
 */
const BURST = 32;
const BURST_MS = 4;

/** The way into one of the encoder's inputs: a UDP port of this machine's loopback. */
export class Inlet {
  readonly #socket: Socket;
  #refused = 0;
  readonly #waiting: Buffer[] = [];
  #budget = BURST;
  #refilledAt = 0;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    // Nobody listens: before the encoder does, or after it ended. Its owner learns the latter by itself.
    socket.on('error', () => this.#refused++);
  }

  static async connect(port: number): Promise<Inlet> {
    const socket = createSocket('udp4');
    const inlet = new Inlet(socket);
    // Connected, so that it is told when a packet finds nobody there.
    await new Promise<void>((resolve) => socket.connect(port, LOOPBACK, resolve));
    return inlet;
  }

  send = (packet: Buffer): void => {
    if (!this.#closed) {
      this.#waiting.push(packet);
      this.#flush();
    }
  };

  #flush(): void {
    const now = performance.now();
    if (now - this.#refilledAt >= BURST_MS) {
      this.#refilledAt = now;
      this.#budget = BURST;
    }
    for (const packet of this.#waiting.splice(0, this.#budget)) {
      this.#budget--;
      this.#socket.send(packet, () => undefined);
    }
    if (this.#waiting.length > 0) {
      this.#timer ??= setTimeout(() => {
        this.#timer = null;
        if (!this.#closed) {
          this.#flush();
        }
      }, BURST_MS);
    }
  }

  /** Knocks with a packet that does no harm until somebody listens. @returns false when it was closed before */
  async listening(packet: Buffer): Promise<boolean> {
    for (;;) {
      const before = this.#refused;
      this.send(packet);
      await new Promise((resolve) => setTimeout(resolve, KNOCK_MS));
      if (this.#closed || before === this.#refused) {
        return !this.#closed;
      }
    }
  }

  close(): void {
    if (!this.#closed) {
      this.#closed = true;
      if (this.#timer !== null) {
        clearTimeout(this.#timer);
      }
      this.#socket.close();
    }
  }
}

/**
 * Pairs of adjacent ports (RTP and, after it, RTCP) that are free on the loopback now.
 * @param from where to begin to look, an even port
 * @param taken first ports of pairs that were given out already
 * @throws {Error} when there are not enough
 */
export async function freePortPairs(from: number, count: number, taken: ReadonlySet<number>): Promise<number[]> {
  const found: number[] = [];
  for (let port = from; port < 65_535 && found.length < count; port += 2) {
    if (!taken.has(port) && await isFree(port) && await isFree(port + 1)) {
      found.push(port);
    }
  }
  if (found.length < count) {
    throw new Error(`no free UDP ports from ${from}`);
  }
  return found;
}

async function isFree(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  return await new Promise((resolve) => {
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind({ port, address: LOOPBACK, exclusive: true }, () => socket.close(() => resolve(true)));
  });
}
