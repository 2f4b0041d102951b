import { CallError, type HlsStatus } from '@plenary/protocol';
import type { Config } from '../../config.ts';
import type { Logger } from '../../logger.ts';
import { whyUnusable } from './ffmpeg.ts';
import { removeLeftovers } from './folders.ts';
import { freePortPairs } from './inlet.ts';
import { HlsOutput } from './output.ts';
import type { OpenTap } from './tap.ts';

export interface OpenOutput {
  readonly openTap: OpenTap;
  readonly logger: Logger;
  readonly changed: (status: HlsStatus) => void;
}

/** The HLS outputs of this server, by room: as many as it may have. */
export class HlsOutputs {
  readonly #config: Config['hls'];
  readonly #outputs = new Map<string, HlsOutput>();
  /** Places that are taken, those of outputs still being made included. */
  readonly #places = new Set<string>();
  readonly #portsTaken = new Set<number>();
  #choosingPorts: Promise<unknown> = Promise.resolve();
  #restarts = 0;
  #taking = true;
  #closed = false;

  constructor(config: Config['hls']) {
    this.#config = config;
  }

  /** Encoders that had to be started again since the start. */
  get restarts(): number {
    return this.#restarts;
  }

  get encoderPids(): number[] {
    return [...this.#outputs.values()].flatMap(({ encoderPid }) => encoderPid ?? []);
  }

  /** How many outputs there are in each status. */
  get counts(): ReadonlyMap<HlsStatus['status'], number> {
    const counts = new Map<HlsStatus['status'], number>([['starting', 0], ['live', 0], ['restarting', 0], ['failed', 0]]);
    for (const { status: { status } } of this.#outputs.values()) {
      counts.set(status, (counts.get(status) ?? 0) + 1);
    }
    return counts;
  }

  get(roomId: string): HlsOutput | null {
    return this.#outputs.get(roomId) ?? null;
  }

  /** Whether further outputs may begin; those that there are go on. */
  setTaking(taking: boolean): void {
    this.#taking = taking;
  }

  /** @throws {CallError} `UNAVAILABLE`: the server is about to stop, there are as many as there may be, or ffmpeg can't be used */
  async open(roomId: string, options: OpenOutput): Promise<HlsOutput> {
    if (!this.#taking) {
      throw new CallError('UNAVAILABLE', 'the server is about to stop');
    }
    // That of a room of the same name, which has just ended.
    await this.#outputs.get(roomId)?.close();
    if (this.#places.has(roomId)) {
      throw new CallError('UNAVAILABLE', 'the room’s HLS output is about to end; try again');
    }
    if (this.#places.size >= this.#config.max) {
      throw new CallError('UNAVAILABLE', `the server sends out as many rooms as HLS as it may: HLS_MAX is ${this.#config.max}`);
    }
    this.#places.add(roomId);
    try {
      const reason = await whyUnusable(this.#config.ffmpeg);
      if (this.#closed) {
        throw new CallError('UNAVAILABLE');
      }
      if (reason !== null) {
        throw new CallError('UNAVAILABLE', `HLS is not to be had here: ${reason}`);
      }
      await removeLeftovers();
      const output = await HlsOutput.open({
        ...options,
        ffmpeg: this.#config.ffmpeg,
        givePorts: (count) => this.#givePorts(count),
        restarted: () => this.#restarts++,
        closed: () => {
          this.#outputs.delete(roomId);
          this.#places.delete(roomId);
        },
      });
      this.#outputs.set(roomId, output);
      return output;
    } catch (error) {
      this.#places.delete(roomId);
      throw error;
    }
  }

  /** Ends all of them; resolves when no process and no file is left. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#outputs.values()].map((output) => output.close()));
  }

  /** Chosen one after the other, so that no two outputs are given the same. */
  async #givePorts(count: number): Promise<{ ports: readonly number[]; giveBack: () => void }> {
    const choosing = this.#choosingPorts.then(async () => {
      const ports = await freePortPairs(this.#config.port, count, this.#portsTaken);
      ports.forEach((port) => this.#portsTaken.add(port));
      return ports;
    });
    this.#choosingPorts = choosing.catch(() => undefined);
    const ports = await choosing;
    return { ports, giveBack: () => ports.forEach((port) => this.#portsTaken.delete(port)) };
  }
}
