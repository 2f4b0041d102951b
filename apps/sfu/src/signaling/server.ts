import type { Server as HttpServer } from 'node:http';
import {
  CallError, PROTOCOL_VERSION, handshakeSchema, type ClientToServerEvents, type RoomId, type ServerToClientEvents,
} from '@plenary/protocol';
import { Server } from 'socket.io';
import type { Entrance } from '../access/entrance.ts';
import type { Config } from '../config.ts';
import type { Logger } from '../logger.ts';
import type { Audience, RoomChannel } from '../rooms/ports.ts';
import type { RoomRegistry } from '../rooms/registry.ts';
import { boundedParser } from './bounded-parser.ts';
import { Connection } from './connection.ts';
import { fanOut } from './fan-out.ts';
import { handlers } from './handlers/index.ts';
import type { SignalingLimits } from './limits/index.ts';
import type { RawSocket } from './limits/raw-socket.ts';
import { isAllowedOrigin } from '../access/origin.ts';
import { prepareRawSockets } from './raw-socket.ts';

/** Above this a frame is not even read and its connection ends, in bytes; up to it the answer is `TOO_LARGE`. */
const FRAME_BYTES = 262_144;

const channelOf = (roomId: RoomId, audience: Audience): string => `${audience}:${roomId}`;

/** socket.io on the HTTP server. */
export class SignalingServer {
  readonly #io: Server<ClientToServerEvents, ServerToClientEvents>;

  readonly #limits: SignalingLimits;

  constructor(http: HttpServer, config: Pick<Config, 'publicUrl' | 'allowedOrigins'>, limits: SignalingLimits) {
    this.#limits = limits;
    this.#io = new Server(http, {
      transports: ['websocket'],
      serveClient: false,
      // What is small on the way could be huge in memory; messages are small as they are.
      perMessageDeflate: false,
      parser: boundedParser,
      maxHttpBufferSize: FRAME_BYTES,
      // A dead client is noticed within 18 s, before its media's consent ends; a closed one at once. In a quiet
      // room the pings are most of what a connection costs.
      pingInterval: 10_000,
      pingTimeout: 8_000,
      connectTimeout: 5_000,
      allowRequest: (request, done) => {
        if (isAllowedOrigin(request, config)) {
          limits.admits(request).then((admitted) => done(null, admitted), () => done(null, false));
        } else {
          done(null, false);
        }
      },
    });
    this.#io.engine.on('connection', (socket) => limits.limitFrames(socket));
    prepareRawSockets(this.#io);
    this.#io.use((socket, next) => {
      const handshake = handshakeSchema.safeParse(socket.handshake.auth);
      if (handshake.success && handshake.data.protocol === PROTOCOL_VERSION) {
        next();
        return;
      }
      const error = new CallError(handshake.success ? 'UNSUPPORTED_PROTOCOL' : 'BAD_REQUEST');
      next(Object.assign(new Error(error.message), { data: error.toWire() }));
    });
  }

  /** The way to many in a room. */
  openChannel = (roomId: RoomId): RoomChannel => ({
    broadcast: (to, { name, payload }) => fanOut(this.#io.of('/'), channelOf(roomId, to), name, payload),
  });

  listen(rooms: RoomRegistry, entrance: Entrance, logger: Logger): void {
    const limits = this.#limits;
    this.#io.on('connection', (socket) => {
      const connection = new Connection({ socket, rooms, entrance, handlers, limits, logger, channelOf });
      // socket.io does not declare what engine.io has beneath.
      this.#limits.watch(socket.conn as unknown as RawSocket, () => connection.isBusy);
    });
  }

  get connections(): number {
    return this.#io.engine.clientsCount;
  }

  /** Cuts every socket, and closes the HTTP server with it. */
  async close(): Promise<void> {
    this.#limits.close();
    await this.#io.close();
  }
}
