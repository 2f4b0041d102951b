import type { IncomingMessage } from 'node:http';
import type { CloseReason } from '@plenary/protocol';
import { Encoder, PacketType } from 'socket.io-parser';
import type { Config } from '../../config.ts';
import type { Logger } from '../../logger.ts';
import { AddressLimits, type Refusal } from './address-limits.ts';
import { limitFrames } from './frame-limits.ts';
import { MessageRates } from './message-rates.ts';
import type { RawSocket, RawTransport } from './raw-socket.ts';
import { SocketWatch, type Neglect } from './socket-watch.ts';

/** Why a connection was not let in, or was ended: the label of the metric. */
export type LimitReason = Refusal | Neglect | 'flood';

/** How long, in milliseconds, a client has to take in why its connection ends and to end it too. */
const LAST_WORD_MS = 250;

/** `closed` with its reason, as a packet of socket.io. */
const FLOODED = String(new Encoder().encode({
  type: PacketType.EVENT,
  nsp: '/',
  data: ['closed', { reason: 'flooded' satisfies CloseReason }],
})[0]);

/** What signaling sockets may take of this server: how many, how fast, and for how long without need. */
export class SignalingLimits {
  readonly rates: MessageRates;
  readonly #addresses: AddressLimits;
  readonly #watch: SocketWatch;
  readonly #rateFactor: number;
  readonly #logger: Logger;
  readonly #counts: Record<LimitReason, number> = { tooMany: 0, tooFast: 0, flood: 0, slowReader: 0, idle: 0 };

  constructor(config: Config['limits'], logger: Logger) {
    this.#logger = logger;
    this.#rateFactor = config.rateFactor;
    this.rates = new MessageRates(config.rateFactor);
    this.#addresses = new AddressLimits(config);
    this.#watch = new SocketWatch(config.idleConnectionSeconds, (socket, how) => {
      this.#ended(socket, how);
      // A reader that has stopped would never take what still waits for it.
      if (how === 'slowReader') {
        socket.transport.socket.terminate();
      } else {
        socket.close();
      }
    });
  }

  /** How often each limit was applied since the start. */
  get counts(): Readonly<Record<LimitReason, number>> {
    return this.#counts;
  }

  /** Whether a new connection is let in; it counts for its address from then on. */
  async admits(request: IncomingMessage): Promise<boolean> {
    const refusal = await this.#addresses.admit(request);
    if (refusal !== null) {
      this.#counts[refusal]++;
      this.#logger.debug({ reason: refusal }, 'connection refused');
    }
    return refusal === null;
  }

  /**
   * Whether a peer of an address may outlive its socket.
   * @returns to be called when it has a socket again, or is gone; `null`: too many of this address do already
   */
  keepPlace(address: string): (() => void) | null {
    return this.#addresses.keepPlace(address);
  }

  /** From the first byte on. */
  limitFrames(socket: RawSocket): void {
    limitFrames(socket, this.#rateFactor, () => this.#cut(socket));
    const { socket: webSocket } = socket.transport;
    socket.on('close', () => setImmediate(() => hangUp(webSocket)));
  }

  /** From the handshake on. @param isBusy whether it stands in a room, or in the queue before one */
  watch(socket: RawSocket, isBusy: () => boolean): void {
    this.#watch.add(socket, isBusy);
  }

  close(): void {
    this.#watch.close();
  }

  #cut(socket: RawSocket): void {
    this.#ended(socket, 'flood');
    socket.send(FLOODED);
    socket.close();
    hangUp(socket.transport.socket);
  }

  #ended(socket: RawSocket, reason: LimitReason): void {
    this.#counts[reason]++;
    this.#logger.info({ connectionId: socket.id, reason }, 'connection ended by a limit');
  }
}

/**
 * Ends a WebSocket that is closing. By itself it would go on reading, for up to 30 s, what a client sends that has no
 * intention to close its end.
 */
function hangUp(webSocket: RawTransport['socket']): void {
  webSocket.pause();
  setTimeout(() => webSocket.terminate(), LAST_WORD_MS).unref();
}
