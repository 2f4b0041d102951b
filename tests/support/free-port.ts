import { createServer, type AddressInfo } from 'node:net';

/**
 * Below the ports that systems give out by themselves (from 32768 on), as one of those may be given to somebody else
 * before the caller listens on it.
 */
const [FIRST, COUNT] = [20_000, 12_000];

/** A TCP port on loopback that nobody listens on now. */
export async function freePort(): Promise<number> {
  for (;;) {
    const server = createServer();
    const listening = new Promise<boolean>((resolve) => server.once('listening', () => resolve(true)).once('error', () => resolve(false)));
    server.listen(FIRST + Math.floor(Math.random() * COUNT), '127.0.0.1');
    if (await listening) {
      const { port } = server.address() as AddressInfo;
      await new Promise((resolve) => server.close(resolve));
      return port;
    }
  }
}
