import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Logger } from '../../apps/sfu/src/logger.ts';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { freePort } from './free-port.ts';
import { startSfu, type ConfigParts } from './sfu.ts';
import { until } from './until.ts';

const WEB = fileURLToPath(new URL('../../apps/web', import.meta.url));
const NEXT = fileURLToPath(new URL('../../node_modules/next/dist/bin/next', import.meta.url));

export interface Server {
  readonly url: string;
  readonly sfu: Sfu;
  close(): Promise<void>;
}

/** The whole service as `npm start` runs it: the built web app behind a real SFU, on free ports. */
export async function startServer(parts: ConfigParts = {}, overrides: { logger?: Logger } = {}): Promise<Server> {
  const port = await freePort();
  const web = spawn(process.execPath, [NEXT, 'start', '-H', '127.0.0.1', '-p', String(port)], {
    cwd: WEB,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  });
  let complaints = '';
  web.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const webOrigin = `http://127.0.0.1:${port}`;
  try {
    await until('the web app answers', async () => {
      if (web.exitCode !== null) {
        throw new Error(`the web app ended: ${complaints}`);
      }
      return await fetch(webOrigin).then((response) => response.ok, () => false);
    }, 60_000);
    const sfu = await startSfu({ ...parts, webOrigin }, overrides);
    return {
      // Browsers give the camera to localhost, not to any address.
      url: sfu.url.replace('127.0.0.1', 'localhost'),
      sfu,
      async close() {
        await sfu.close();
        await ended(web);
      },
    };
  } catch (error) {
    await ended(web);
    throw error;
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
  }
}
