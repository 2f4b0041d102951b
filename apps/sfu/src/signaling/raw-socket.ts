import type { IncomingMessage } from 'node:http';
import type { Server } from 'socket.io';
import { clientAddress } from '../access/client-address.ts';

/** A connection as engine.io has it, beneath socket.io: `io.engine.on('connection')`. */
interface RawSocket {
  /** The HTTP request that it began with; kept for session middleware, which there is none of here. */
  request: IncomingMessage | null;
  /** Of `ws`. */
  readonly transport: { readonly socket: { prependOnceListener(event: 'close', listener: (code: number) => void): unknown } };
}

const addresses = new WeakMap<object, string>();
const goneAway = new WeakSet<object>();

/** “An endpoint is going away, such as … a browser having navigated away from a page” (RFC 6455, section 7.4.1). */
const GOING_AWAY = 1001;

/** Where a connection (`socket.conn`) comes from, for limits by address: see `clientAddress`. */
export function addressOf(connection: object): string {
  return addresses.get(connection) ?? '';
}

/**
 * Whether a connection's (`socket.conn`) other end closed it saying that it goes away. Browsers do so for a page that
 * is closed, reloaded or has crashed, and for one whose browser was killed; a network that breaks says nothing.
 */
export function hasGoneAway(connection: object): boolean {
  return goneAway.has(connection);
}

/**
 * Makes each connection smaller, and notes how it ends: the HTTP request, some 2 kB of headers, is let go (socket.io’s
 * guide, "Memory usage"); where it came from is kept.
 */
export function prepareRawSockets(io: Pick<Server, 'engine'>): void {
  io.engine.on('connection', (socket: RawSocket) => {
    addresses.set(socket, socket.request === null ? '' : clientAddress(socket.request));
    socket.request = null;
    // Before engine.io's own listener, which ends the connection and does not pass the code on.
    socket.transport.socket.prependOnceListener('close', (code) => code === GOING_AWAY && goneAway.add(socket));
  });
}
