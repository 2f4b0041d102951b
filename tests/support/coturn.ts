import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from './until.ts';
import { freePort } from './free-port.ts';

const CONFIG = fileURLToPath(new URL('../../deploy/coturn/turnserver.conf', import.meta.url));

export const TURN_SECRET = 'a-secret-that-only-the-tests-share-with-it';

export interface Coturn {
  /** UDP and TCP. */
  readonly port: number;
  close(): Promise<void>;
}

export interface CoturnOptions {
  /** Where it listens and relays from. */
  readonly ips: readonly string[];
  /** The addresses of the file's refused ones that the test's media ports have. */
  readonly allowed?: readonly string[];
  readonly port?: number;
  /** What to run it with, `ip netns exec …` for instance. */
  readonly through?: readonly string[];
}

/** Debian's turnserver with the configuration that operators are given; only secret and addresses are the test's. */
export async function startCoturn({ ips, allowed = [], port = 0, through = [] }: CoturnOptions): Promise<Coturn> {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-coturn-'));
  const listening = port === 0 ? await freePort() : port;
  const file = join(folder, 'turnserver.conf');
  writeFileSync(file, readFileSync(CONFIG, 'utf8').replace('static-auth-secret=REPLACE-ME', `static-auth-secret=${TURN_SECRET}`));
  const [command = 'turnserver', ...args] = [
    ...through, 'turnserver', '-c', file, '--no-tls', `--listening-port=${listening}`, '--log-file=stdout', '--simple-log',
    `--pidfile=${join(folder, 'pid')}`, `--userdb=${join(folder, 'db')}`,
    ...ips.flatMap((ip) => [`--listening-ip=${ip}`, `--relay-ip=${ip}`]),
    ...allowed.map((ip) => `--allowed-peer-ip=${ip}`),
  ];
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const close = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await until('turnserver listens', () => {
      if (child.exitCode !== null) {
        throw new Error(`turnserver ended: ${said}`);
      }
      // Its last thread, made once the sockets listen.
      return said.includes('(admin thread)');
    }, 15_000);
  } catch (error) {
    await close();
    throw new Error(`${(error as Error).message}\n${said}`, { cause: error });
  }
  return { port: listening, close };
}
