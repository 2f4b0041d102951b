import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import type { AddressInfo } from 'node:net';

/** STUN's magic cookie (RFC 8489, section 5). */
const COOKIE = 0x2112a442;

export interface FirstStun {
  /** The server's ICE user name: one for each transport. */
  readonly transport: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Passes UDP on to a media port, and notes when each transport's first STUN binding request comes by. */
export class UdpRelay {
  readonly firstStun: FirstStun[] = [];
  readonly #front: Socket;
  readonly #targetPort: number;
  readonly #behind = new Map<string, Socket>();

  private constructor(front: Socket, targetPort: number) {
    this.#front = front;
    this.#targetPort = targetPort;
    front.on('message', (packet, from) => this.#pass(packet, from));
  }

  static async open(targetPort: number): Promise<UdpRelay> {
    const front = createSocket('udp4');
    await new Promise<void>((resolve) => front.bind(0, '127.0.0.1', resolve));
    return new UdpRelay(front, targetPort);
  }

  get port(): number {
    return (this.#front.address() as AddressInfo).port;
  }

  close(): void {
    this.#front.close();
    this.#behind.forEach((socket) => socket.close());
  }

  #pass(packet: Buffer, from: RemoteInfo): void {
    this.#note(packet);
    const key = `${from.address}:${from.port}`;
    let socket = this.#behind.get(key);
    if (socket === undefined) {
      socket = createSocket('udp4');
      socket.on('message', (answer) => this.#front.send(answer, from.port, from.address));
      this.#behind.set(key, socket);
    }
    socket.send(packet, this.#targetPort, '127.0.0.1');
  }

  #note(packet: Buffer): void {
    if (packet.length < 20 || packet.readUInt16BE(0) !== 0x0001 || packet.readUInt32BE(4) !== COOKIE) {
      return;
    }
    const transport = userName(packet).split(':')[0] ?? '';
    if (!this.firstStun.some((seen) => seen.transport === transport)) {
      this.firstStun.push({ transport, at: Date.now() });
    }
  }
}

/** The USERNAME attribute: the server's and the client's user name fragments, joined by a colon. */
function userName(packet: Buffer): string {
  for (let offset = 20; offset + 4 <= packet.length; ) {
    const [type, length] = [packet.readUInt16BE(offset), packet.readUInt16BE(offset + 2)];
    if (type === 0x0006) {
      return packet.toString('utf8', offset + 4, offset + 4 + length);
    }
    offset += 4 + Math.ceil(length / 4) * 4;
  }
  return '';
}
