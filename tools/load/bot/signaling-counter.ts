import { Manager } from 'socket.io-client';

/** socket.io's packet types for an event and for the answer to one. */
const EVENT = 2;
const ACK = 3;

/** What one process exchanged with the server by way of signaling. */
export interface SignalingCounts {
  /** Events from the server that nobody asked for. */
  notifications: number;
  /** By name. */
  byName: Record<string, number>;
  answers: number;
  requests: number;
  bytesReceived: number;
}

interface Packet {
  readonly type: number;
  readonly data?: unknown;
}

interface ManagerInternals {
  ondecoded(packet: Packet): void;
  ondata(data: unknown): void;
  _packet(packet: Packet): void;
}

/**
 * Counts all signaling of this process below the client package, which has no reason to count it. It wraps
 * socket.io's `Manager`, so it must be called before the first connection.
 */
export function countSignaling(seen?: (direction: 'sent' | 'received', packet: Packet) => void): SignalingCounts {
  const counts: SignalingCounts = { notifications: 0, byName: {}, answers: 0, requests: 0, bytesReceived: 0 };
  const manager = Manager.prototype as unknown as ManagerInternals;
  const { ondecoded, ondata, _packet } = manager;
  manager.ondecoded = function (packet) {
    if (packet.type === EVENT) {
      const name = String((packet.data as unknown[])[0]);
      counts.notifications++;
      counts.byName[name] = (counts.byName[name] ?? 0) + 1;
    } else if (packet.type === ACK) {
      counts.answers++;
    }
    seen?.('received', packet);
    ondecoded.call(this, packet);
  };
  manager.ondata = function (data) {
    counts.bytesReceived += typeof data === 'string' ? Buffer.byteLength(data) : 0;
    ondata.call(this, data);
  };
  manager._packet = function (packet) {
    if (packet.type === EVENT) {
      counts.requests++;
    }
    seen?.('sent', packet);
    _packet.call(this, packet);
  };
  return counts;
}
