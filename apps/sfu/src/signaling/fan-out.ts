import type { Namespace } from 'socket.io';
import { Encoder, PacketType } from 'socket.io-parser';
import { waitingBytes, type RawSocket } from './limits/raw-socket.ts';

/** engine.io's packet type "message", before what socket.io says in it. */
const MESSAGE = '4';
const AS_TEXT = { binary: false };

const encoder = new Encoder();

/**
 * Sends an event to all sockets in a socket.io room, encoded once. Where nothing waits to be sent it goes to the
 * WebSocket at once, past what engine.io keeps for each packet, which costs as much again as the sending; where
 * something does, through engine.io after it, so that order is kept and a slow reader is noticed.
 */
export function fanOut(namespace: Namespace, room: string, name: string, payload: unknown): void {
  const members = namespace.adapter.rooms.get(room);
  if (members === undefined) {
    return;
  }
  const [text] = encoder.encode({ type: PacketType.EVENT, nsp: '/', data: [name, payload] }) as [string];
  const bytes = Buffer.from(MESSAGE + text);
  for (const id of members) {
    // socket.io does not declare what engine.io has beneath.
    const raw = namespace.sockets.get(id)?.conn as unknown as RawSocket | undefined;
    if (raw === undefined) {
      continue;
    }
    if (raw.readyState === 'open' && raw.transport.writable && waitingBytes(raw) === 0) {
      raw.transport.socket.send(bytes, AS_TEXT);
    } else {
      raw.send(text);
    }
  }
}
