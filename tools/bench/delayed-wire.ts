import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Where the server's media address is announced; the relay listens there, the server itself on 127.0.0.1. */
export const RELAY_ADDRESS = '127.0.0.2';
const SERVER_ADDRESS = '127.0.0.1';

/**
 * A wire of a given round-trip time before a server on this machine: TCP for signaling, UDP for media, each
 * packet held back by half of it in each direction. The kernel's own delay needs rights that a bench should not.
 */
export class DelayedWire {
  /** In milliseconds; applies to what comes from now on. */
  roundTripMs = 0;
  readonly #tcp: Server;
  readonly #udp: UdpSocket;
  readonly #mediaPort: number;
  readonly #sockets = new Set<Socket>();
  /** By the client's address: what the server takes for that client. */
  readonly #behind = new Map<string, UdpSocket>();

  private constructor(tcp: Server, udp: UdpSocket, target: { readonly httpPort: number; readonly mediaPort: number }) {
    this.#tcp = tcp;
    this.#udp = udp;
    this.#mediaPort = target.mediaPort;
    tcp.on('connection', (client) => this.#join(client, connect(target.httpPort, SERVER_ADDRESS)));
    udp.on('message', (packet, from) => this.#relay(packet, from));
  }

  /** @param target the server's ports; its media address must be announced as `RELAY_ADDRESS` */
  static async open(target: { readonly httpPort: number; readonly mediaPort: number }): Promise<DelayedWire> {
    const [tcp, udp] = [createServer({ noDelay: true }), createSocket('udp4')];
    const wire = new DelayedWire(tcp, udp, target);
    await new Promise<void>((resolve) => tcp.listen(0, SERVER_ADDRESS, resolve));
    await new Promise<void>((resolve) => udp.bind(target.mediaPort, RELAY_ADDRESS, resolve));
    return wire;
  }

  /** Where clients find the server through this wire. */
  get url(): string {
    return `http://${SERVER_ADDRESS}:${(this.#tcp.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#tcp.close();
    this.#sockets.forEach((socket) => socket.destroy());
    this.#udp.close();
    this.#behind.forEach((socket) => socket.close());
  }

  #join(client: Socket, server: Socket): void {
    for (const [from, to] of [[client, server], [server, client]] as const) {
      this.#sockets.add(from);
      from.setNoDelay(true);
      from.on('data', (data) => this.#later(() => void to.write(data)));
      from.on('end', () => this.#later(() => void to.end()));
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.#sockets.delete(from);
        this.#later(() => void to.end());
      });
    }
  }

  #relay(packet: Buffer, from: RemoteInfo): void {
    const key = `${from.address}:${from.port}`;
    let socket = this.#behind.get(key);
    if (socket === undefined) {
      socket = createSocket('udp4');
      socket.on('message', (answer) => this.#later(() => this.#udp.send(answer, from.port, from.address)));
      this.#behind.set(key, socket);
    }
    const server = socket;
    this.#later(() => server.send(packet, this.#mediaPort, SERVER_ADDRESS));
  }

  /** Timers of one length fire in the order in which they were set, so nothing overtakes. */
  #later(pass: () => void): void {
    if (this.roundTripMs === 0) {
      pass();
      return;
    }
    setTimeout(() => {
      try {
        pass();
      } catch {
        // The wire was closed meanwhile.
      }
    }, this.roundTripMs / 2);
  }
}
