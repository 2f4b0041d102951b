import {
  CallError, type Answer, type ClientToServerEvents, type RequestName, type ServerToClientEvents,
} from '@plenary/protocol';
import type { DisconnectReason, Socket } from 'socket.io';
import type { Entrance } from '../access/entrance.ts';
import type { Logger } from '../logger.ts';
import type { RoomRegistry } from '../rooms/registry.ts';
import type { SocketLoss } from '../rooms/absences.ts';
import type { Peer } from '../rooms/peer.ts';
import type { Room } from '../rooms/room.ts';
import type { Audience } from '../rooms/ports.ts';
import { OVERSIZED } from './bounded-parser.ts';
import type { ConnectedContext, Handlers, Seat } from './context.ts';
import { dispatch, isRequestName } from './dispatch.ts';
import { toCallError } from './errors.ts';
import type { SignalingLimits } from './limits/index.ts';
import { addressOf, hasGoneAway } from './raw-socket.ts';

export type ClientSocket = Socket<ClientToServerEvents, ServerToClientEvents>;

/** Answered past those that wait: it is asked whether the socket works, not whether a media worker does. */
const PAST_ALL = 'ping' satisfies RequestName;
/** Requests of one connection that may wait for the one under way. */
const MAX_WAITING = 64;

/**
 * Ends of a socket that nobody wished (socket.io, "disconnect" event): its peer waits for the client to come back.
 * Any other end is the client's own, or this server's answer to what it sent.
 */
const LOSSES: Partial<Record<DisconnectReason, SocketLoss>> = {
  'transport close': 'cut',
  'transport error': 'cut',
  'ping timeout': 'silent',
};

export interface ConnectionOptions {
  readonly socket: ClientSocket;
  readonly rooms: RoomRegistry;
  readonly entrance: Entrance;
  readonly handlers: Handlers;
  readonly limits: Pick<SignalingLimits, 'rates' | 'keepPlace'>;
  readonly logger: Logger;
  /** The name of the socket.io room in which those are who are told together. */
  readonly channelOf: (roomId: string, audience: Audience) => string;
}

/** One socket's life: its requests run one at a time, in order. Its peer may outlive it. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #logger: Logger;
  readonly #address: string;
  #seat: Seat = { phase: 'connected' };
  #tail: Promise<void> = Promise.resolve();
  #waiting = 0;
  #gone = false;
  /** Gives up what is kept for its peer without a socket. */
  #placeKept: (() => void) | null = null;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#logger = options.logger.child({ connectionId: options.socket.id });
    const { socket } = options;
    this.#address = addressOf(socket.conn);
    socket.onAny((name: string, ...args: unknown[]) => this.#received(name, args));
    socket.on('disconnect', (reason) => this.#disconnected(reason));
  }

  /** Whether it stands in a room, or waits for one. */
  get isBusy(): boolean {
    return this.#seat.phase !== 'connected' || this.#seat.waits !== undefined;
  }

  #received(name: string, args: readonly unknown[]): void {
    const ack = args.at(-1);
    const answer = (value: Answer<unknown>): void => {
      if (typeof ack === 'function') {
        (ack as (value: Answer<unknown>) => void)(value);
      }
    };
    const refuse = (error: CallError): void => answer({ ok: false, error: error.toWire() });
    if (name === OVERSIZED) {
      refuse(new CallError('TOO_LARGE'));
    } else if (!isRequestName(name)) {
      refuse(new CallError('BAD_REQUEST', 'unknown message'));
    } else if (this.#waiting >= MAX_WAITING) {
      refuse(new CallError('RATE_LIMITED'));
    } else {
      this.#waiting++;
      const run = async (): Promise<void> => {
        try {
          await this.#options.limits.rates.count(this.#options.socket.id, name);
          const started = performance.now();
          const data = await dispatch(this.#options.handlers, this.#context(), this.#seat, name, args[0]);
          answer({ ok: true, data });
          this.#logger.debug({ message: name, ms: Math.round(performance.now() - started) }, 'request answered');
        } catch (error) {
          refuse(toCallError(error, this.#logger, name));
        } finally {
          this.#waiting--;
        }
      };
      if (name === PAST_ALL) {
        void run();
      } else {
        this.#tail = this.#tail.then(run);
      }
    }
  }

  #context(): ConnectedContext {
    const { socket, rooms, entrance, channelOf } = this.#options;
    return {
      rooms,
      entrance,
      address: this.#address,
      logger: this.#logger,
      link: (roomId) => ({
        notify: ({ name, payload }) => void socket.emit(name, payload as never),
        setOnStage: (onStage) => void socket[onStage ? 'join' : 'leave'](channelOf(roomId, 'stage')),
      }),
      wait: (leaveQueue) => {
        this.#leaveQueue();
        if (this.#gone) {
          leaveQueue();
          throw new CallError('DISCONNECTED');
        }
        this.#seat = { phase: 'connected', waits: leaveQueue };
      },
      sit: (room, peer, isReturn) => {
        this.#leaveQueue();
        if (this.#gone) {
          // Nobody knows of a stay whose answer can't arrive; one that was known before may be taken up again.
          if (isReturn) {
            this.#lose(room, peer, 'cut');
          } else {
            room.remove(peer.id, 'left');
          }
          throw new CallError('DISCONNECTED');
        }
        this.#seat = { phase: 'joined', room, peer };
        void socket.join(channelOf(room.id, 'all'));
      },
      stand: (peerId) => {
        this.#placeKept?.();
        if (this.#seat.phase === 'joined' && this.#seat.peer.id === peerId) {
          const { id } = this.#seat.room;
          void socket.leave(channelOf(id, 'all'));
          void socket.leave(channelOf(id, 'stage'));
          this.#seat = { phase: 'connected' };
        }
      },
    };
  }

  #disconnected(reason: DisconnectReason): void {
    this.#gone = true;
    this.#logger.debug({ reason }, 'socket closed');
    this.#leaveQueue();
    if (this.#seat.phase !== 'joined') {
      return;
    }
    const { room, peer } = this.#seat;
    const loss = LOSSES[reason];
    if (loss === undefined) {
      room.remove(peer.id, 'left');
    } else {
      this.#lose(room, peer, hasGoneAway(this.#options.socket.conn) ? 'away' : loss);
    }
  }

  #lose(room: Room, peer: Peer, loss: SocketLoss): void {
    this.#placeKept = this.#options.limits.keepPlace(this.#address);
    if (this.#placeKept === null) {
      room.remove(peer.id, 'gone');
    } else {
      room.lostSocket(peer, loss);
    }
  }

  #leaveQueue(): void {
    if (this.#seat.phase === 'connected') {
      this.#seat.waits?.();
    }
  }
}
