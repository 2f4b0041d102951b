import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { SFU_NODE_FLAGS } from '../../tools/run/node-flags.mjs';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

/** Nobody waits for one that a failed test left behind: it would hold the terminal open, and the test run with it. */
const END_WITH_PARENT = new URL('../../tools/run/end-with-parent.mjs', import.meta.url).href;
const MAIN = fileURLToPath(new URL('../../apps/sfu/src/main.ts', import.meta.url));
export const ADMIN_KEY = 'a-key-for-the-admin-api';

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** In milliseconds of `performance.now`. */
  readonly at: number;
}

/** The server as a process of its own, as an operator runs it, without the web app. */
export class SfuProcess {
  readonly url: string;
  readonly port: number;
  readonly exit: Promise<Exit>;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.exit = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal, at: performance.now() })));
  }

  /**
   * @param port a free one unless said otherwise
   * @param logged gets the lines of its log, which otherwise go where the test's own output goes
   */
  static async start(env: Readonly<Record<string, string>> = {}, port?: number, logged?: (line: string) => void): Promise<SfuProcess> {
    const [chosen, rtc] = [port ?? await freePort(), await freePort()];
    const child = spawn(process.execPath, [...SFU_NODE_FLAGS, '--import', END_WITH_PARENT, MAIN], {
      stdio: ['ignore', logged === undefined ? 'inherit' : 'pipe', 'inherit'],
      env: {
        ...process.env,
        HOST: '127.0.0.1',
        PORT: String(chosen),
        // Two workers: this port and the next.
        SFU_WORKERS: '2',
        RTC_PORT: String(rtc),
        RTC_LISTEN_IP: '127.0.0.1',
        ADMIN_KEY,
        LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'fatal',
        ...env,
      },
    });
    if (logged !== undefined && child.stdout !== null) {
      createInterface({ input: child.stdout }).on('line', logged);
    }
    const sfu = new SfuProcess(child, chosen);
    try {
      await until('the server is ready', async () => {
        if (child.exitCode !== null) {
          throw new Error(`the server ended with ${child.exitCode}`);
        }
        return await sfu.status('/readyz') === 200;
      }, 60_000);
      return sfu;
    } catch (error) {
      await sfu.kill();
      throw error;
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** The status that a path answers; 0 when nothing answers. */
  async status(path: string): Promise<number> {
    return await fetch(`${this.url}${path}`).then(({ status }) => status, () => 0);
  }

  async admin<T = Record<string, unknown>>(path: string, method = 'GET', body?: object): Promise<{ status: number; body: T }> {
    const response = await fetch(`${this.url}/api/v1/admin${path}`, {
      method,
      headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as T };
  }

  async workerPids(): Promise<number[]> {
    const { body } = await this.admin<{ workers: { pid: number }[] }>('/workers');
    return body.workers.map(({ pid }) => pid);
  }

  /** Ends it at once, whatever it does. */
  async kill(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill('SIGKILL');
    }
    await this.exit;
  }
}

/** Whether a process is there, one that is stopped included. */
export const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`);
