import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { SFU_NODE_FLAGS } from '../run/node-flags.mjs';
import { workersOf } from '../load/server/processes.ts';
import { webApp } from '../setup/paths.mjs';
import { nextCommand } from '../setup/web-build.mjs';
import { pin } from './pin.ts';

/** A server under measurement, in a process of its own. */
export interface BenchServer {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
  close(): Promise<void>;
}

const START_TIMEOUT_MS = 15_000;
const STOP_TIMEOUT_MS = 10_000;
const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Plenary as it is deployed, with one worker and rooms of up to 1,000. */
export async function startPlenary(workerBin: string, env: Readonly<Record<string, string>> = {}): Promise<BenchServer> {
  const [port, mediaPort] = await freePorts(2);
  return await start('Plenary', port as number, [...SFU_NODE_FLAGS, path('../../apps/sfu/src/main.ts')], '/readyz', {
    PORT: String(port),
    HOST: '127.0.0.1',
    RTC_PORT: String(mediaPort),
    RTC_LISTEN_IP: '127.0.0.1',
    SFU_WORKERS: '1',
    MAX_PEERS_PER_ROOM: '1000',
    ROOM_GRACE_SECONDS: '0',
    LOG_LEVEL: 'warn',
    MEDIASOUP_WORKER_BIN: workerBin,
    ...env,
  });
}

/** What a Plenary that forwards everything to everyone is started with: no last-N, no loudest-N. */
export const FORWARD_ALL = { LAST_N_VIDEO: '200', LOUDEST_N_AUDIO: '50', ALL_AUDIO_UP_TO: '200' };

/** The bare mediasoup script. @param env what it does beyond forwarding everything: see there */
export async function startBare(workerBin: string, env: Readonly<Record<string, string>> = {}): Promise<BenchServer> {
  const [port, mediaPort] = await freePorts(2);
  const args = [path('./baseline/media-server.ts'), String(port), String(mediaPort)];
  return await start('bare mediasoup', port as number, args, '/', { MEDIASOUP_WORKER_BIN: workerBin, ...env });
}

/** A baseline that takes its port as its only argument. */
export async function startBaseline(name: string, script: string): Promise<BenchServer> {
  const [port] = await freePorts(1);
  return await start(name, port as number, [path(`./baseline/${script}`), String(port)], '/', {});
}

/** The built pages of the web app, which a server with WEB_ORIGIN serves. */
export async function startPages(): Promise<BenchServer> {
  const [port] = await freePorts(1);
  const args = [nextCommand, 'start', '-H', '127.0.0.1', '-p', String(port)];
  return await start('the web app', port as number, args, '/', { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' }, webApp);
}

async function start(
  name: string, port: number, args: readonly string[], readyPath: string, env: Readonly<Record<string, string>>, cwd?: string,
): Promise<BenchServer> {
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ['--expose-gc', '--import', path('./server-preload.ts'), ...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // Nothing of the caller's settings but the way to programs: a run elsewhere must find the same conditions.
    env: { PATH: process.env.PATH, ...env } as NodeJS.ProcessEnv,
    cwd,
    // Ctrl-C is for the bench, which then stops its servers.
    detached: true,
  });
  const pid = child.pid as number;
  try {
    await ready(child, new URL(readyPath, url));
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`${name} did not start: ${(error as Error).message}`, { cause: error });
  }
  pin('server', [pid, ...workersOf(pid)]);
  return { name, url, pid, close: () => stop(child) };
}

async function ready(child: ChildProcess, url: URL): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) {
      throw new Error(`it ended with code ${child.exitCode}`);
    }
    const response = await fetch(url).catch(() => null);
    await response?.body?.cancel();
    if (response?.ok === true) {
      return;
    }
    await sleep(50);
  }
  throw new Error('it does not answer');
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
  }
}

/** Ports that are free now, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return server;
  }));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
