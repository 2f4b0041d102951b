import { once } from 'node:events';
import { createServer } from 'node:net';
import { webApp } from '../setup/paths.mjs';
import { Problem } from '../setup/say.mjs';
import { nextCommand } from '../setup/web-build.mjs';
import { waitUntilPage } from '../run/ready.mjs';
import { startService } from '../run/service.mjs';

const READY_LIMIT_MS = 60_000;

/**
 * Starts the built web app once, for all tests: it keeps nothing between requests, and a start takes longer than many
 * a test. Each test file has a server of its own before it.
 *
 * @param {import('../setup/setup.mjs').Runtime} runtime
 * @returns {Promise<{ origin: string, stop(): Promise<void> }>}
 * @throws {Problem} when it gives no page
 */
export async function serveWeb(runtime) {
  const port = await freePort();
  const service = startService({
    name: 'web',
    node: runtime.node,
    args: [nextCommand, 'start', '-H', '127.0.0.1', '-p', String(port)],
    cwd: webApp,
    env: { ...runtime.env, NODE_ENV: 'production' },
    showLine: () => false,
  });
  const origin = `http://127.0.0.1:${port}`;
  const isUp = await Promise.race([service.ended.then(() => false), waitUntilPage(origin, READY_LIMIT_MS)]);
  if (!isUp) {
    await service.stop();
    throw new Problem('The web app gives no page for the tests; its messages are above.');
  }
  return { origin, stop: () => service.stop() };
}

/** A TCP port on loopback that nobody listens on now. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return port;
}
