import net from 'node:net';

export interface TcpRelay {
  /** Where to connect instead; by the name `localhost`, so that browsers give camera and microphone. */
  readonly url: string;
  /** Ends all connections that there are; new ones may be opened at once. */
  cut(): void;
  /** Passes nothing on any more over the connections that there are, and tells nobody; new ones work. */
  stall(): void;
  /** The same for WebSockets alone: requests go through as before. */
  stallSockets(): void;
  /** Ends all connections that there are and any new ones, until it is called with `false`. */
  away(isAway: boolean): void;
  /** Takes no new connections. */
  close(): void;
}

/** A TCP relay before a server on this machine, whose connections can be cut. */
export async function tcpRelay(target: string): Promise<TcpRelay> {
  const { port } = new URL(target);
  const sockets = new Set<net.Socket>();
  const upgraded = new Set<net.Socket>();
  const stalled = new WeakSet<net.Socket>();
  let isAway = false;
  const cut = (): void => sockets.forEach((socket) => socket.destroy());
  const server = net.createServer((client) => {
    if (isAway) {
      client.destroy();
      return;
    }
    const upstream = net.connect(Number(port), '127.0.0.1');
    client.once('data', (data) => /^upgrade: websocket/imu.test(data.toString('latin1')) && [client, upstream].forEach((socket) => upgraded.add(socket)));
    for (const [from, to] of [[client, upstream], [upstream, client]] as const) {
      sockets.add(from);
      from.on('data', (data) => stalled.has(from) || to.write(data));
      from.on('end', () => stalled.has(from) || to.end());
      from.on('close', () => {
        sockets.delete(from);
        if (!stalled.has(from)) {
          to.destroy();
        }
      });
      from.on('error', () => undefined);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(server.address() as net.AddressInfo).port}`,
    cut,
    away: (is) => {
      isAway = is;
      cut();
    },
    stall: () => sockets.forEach((socket) => stalled.add(socket)),
    stallSockets: () => upgraded.forEach((socket) => stalled.add(socket)),
    close: () => void server.close(),
  };
}
