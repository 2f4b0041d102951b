import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Logger } from '../../apps/sfu/src/logger.ts';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { freePort } from './free-port.ts';
import { SfuProcess } from './sfu-process.ts';
import { startSfu, type ConfigParts } from './sfu.ts';
import { until } from './until.ts';

const WEB = fileURLToPath(new URL('../../apps/web', import.meta.url));
const NEXT = fileURLToPath(new URL('../../node_modules/next/dist/bin/next', import.meta.url));

/** As long as `MEDIA_CONNECT_SECONDS` says: browsers connect. */
const CONNECT_SECONDS = 15;

/** Where callers without media come too: they never connect a transport. */
export const SILENT_CALLERS = { connectSeconds: 0 } as const;

export interface Server {
  readonly url: string;
  readonly sfu: Sfu;
  close(): Promise<void>;
}

/** The whole service as `npm start` runs it: the built web app behind a real SFU, on free ports. */
export async function startServer(parts: ConfigParts = {}, overrides: { logger?: Logger } = {}): Promise<Server> {
  const web = await openWeb();
  try {
    const sfu = await startSfu({ ...parts, media: { connectSeconds: CONNECT_SECONDS, ...parts.media }, webOrigin: web.origin }, overrides);
    return {
      // Browsers give the camera to localhost, not to any address.
      url: sfu.url.replace('127.0.0.1', 'localhost'),
      sfu,
      async close() {
        await sfu.close();
        await web.close();
      },
    };
  } catch (error) {
    await web.close();
    throw error;
  }
}

/** As `startServer`, with the SFU as a process of its own: nothing that a test does takes its time. */
export async function startServerProcess(env: Readonly<Record<string, string>>, logged: (line: string) => void): Promise<Omit<Server, 'sfu'>> {
  const web = await openWeb();
  try {
    const sfu = await SfuProcess.start({ ...env, WEB_ORIGIN: web.origin }, undefined, logged);
    return {
      url: sfu.url.replace('127.0.0.1', 'localhost'),
      async close() {
        await sfu.kill();
        await web.close();
      },
    };
  } catch (error) {
    await web.close();
    throw error;
  }
}

interface Web {
  readonly origin: string;
  close(): Promise<void>;
}

/** The built web app: the one that `npm test` has started for all, or one of our own. */
async function openWeb(): Promise<Web> {
  const shared = process.env.TEST_WEB_ORIGIN;
  if (shared !== undefined) {
    return { origin: shared, close: async () => undefined };
  }
  const port = await freePort();
  const child = spawn(process.execPath, [NEXT, 'start', '-H', '127.0.0.1', '-p', String(port)], {
    cwd: WEB,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const web = { origin: `http://127.0.0.1:${port}`, close: () => ended(child) };
  try {
    await until('the web app answers', async () => {
      if (child.exitCode !== null) {
        throw new Error(`the web app ended: ${complaints}`);
      }
      return await fetch(web.origin).then((response) => response.ok, () => false);
    }, 60_000);
    return web;
  } catch (error) {
    await web.close();
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
