import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { until } from '../until.ts';

const PROGRAM = fileURLToPath(new URL('./wire.py', import.meta.url));

/** What happens to packets on the wire, both ways alike; what is left out is off. */
export interface Conditions {
  readonly delayMs?: number;
  readonly jitterMs?: number;
  readonly lossPercent?: number;
  /** Bits a second. */
  readonly rateBits?: number;
  /** How long a packet may wait for its turn. */
  readonly queueMs?: number;
}

/** A cable with faults to order between this namespace and another: see wire.py. */
export class Wire {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async open(namespace: string, outer: string, inner: string): Promise<Wire> {
    const child = spawn('python3', [PROGRAM, namespace, outer, inner], { stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    await until('the wire is ready', () => {
      if (child.exitCode !== null) {
        throw new Error(`the wire ended: ${complaint}`);
      }
      return said.includes('ready');
    });
    return new Wire(child);
  }

  set(conditions: Conditions): void {
    this.#child.stdin?.write(`${JSON.stringify(conditions)}\n`);
  }

  async close(): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stdin?.end();
    await gone;
  }
}
