import type { IncomingMessage } from 'node:http';
import type { Server } from 'socket.io';
import { clientAddress } from '../access/client-address.ts';

/** A connection as engine.io has it, beneath socket.io: `io.engine.on('connection')`. */
interface RawSocket {
  /** The HTTP request that it began with; kept for session middleware, which there is none of here. */
  request: IncomingMessage | null;
  /** Each packet before it goes out. */
  on(event: 'packetCreate', listener: (packet: OutgoingPacket) => void): unknown;
}

interface OutgoingPacket {
  /** A broadcast's WebSocket frame, made once and shared by all who receive it: header and content. */
  readonly options?: { readonly wsPreEncodedFrame?: Buffer[] };
}

const addresses = new WeakMap<object, string>();

/** Where a connection (`socket.conn`) comes from, for limits by address: see `clientAddress`. */
export function addressOf(connection: object): string {
  return addresses.get(connection) ?? '';
}

/**
 * Makes each connection smaller, and each broadcast cheaper:
 *
 * - The HTTP request, some 2 kB of headers, is let go (socket.io’s guide, "Memory usage"); where it came from is kept.
 * - A broadcast's frame is joined into one piece for all, which each socket then writes without gathering.
 */
export function trimRawSockets(io: Pick<Server, 'engine'>): void {
  io.engine.on('connection', (socket: RawSocket) => {
    addresses.set(socket, socket.request === null ? '' : clientAddress(socket.request));
    socket.request = null;
    socket.on('packetCreate', joinFrame);
  });
}

function joinFrame({ options }: OutgoingPacket): void {
  const frame = options?.wsPreEncodedFrame;
  if (frame !== undefined && frame.length > 1) {
    frame.splice(0, frame.length, Buffer.concat(frame));
  }
}
