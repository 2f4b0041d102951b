import { CallError } from '@plenary/protocol';
import { createWorker, type types } from 'mediasoup';
import type { Config } from '../config.ts';
import type { Logger } from '../logger.ts';
import { WorkerCensus, type Census } from './census.ts';
import { listenInfos } from './listen.ts';

/** One mediasoup worker process with its media server. */
export interface MediaWorker {
  readonly index: number;
  readonly worker: types.Worker;
  readonly webRtcServer: types.WebRtcServer;
  readonly counts: Readonly<Census>;
  /** Peers placed on it: what placement goes by. */
  peers: number;
}

/** How long a replacement waits after one that could not be started, in milliseconds. */
const RETRY_MS = 2_000;

/** Runs the workers, and starts another in the place of one that ended. */
export class WorkerPool {
  readonly #config: Config['media'];
  readonly #logger: Logger;
  readonly #workers = new Map<number, MediaWorker>();
  #closed = false;

  private constructor(config: Config['media'], logger: Logger) {
    this.#config = config;
    this.#logger = logger;
  }

  /** @throws {Error} when a worker can't be started, its port is taken for instance. */
  static async start(config: Config['media'], logger: Logger): Promise<WorkerPool> {
    const pool = new WorkerPool(config, logger);
    try {
      await Promise.all(Array.from({ length: config.workers }, (_, index) => pool.#start(index)));
    } catch (error) {
      pool.close();
      throw error;
    }
    return pool;
  }

  /** The worker with the fewest peers. @throws {CallError} `UNAVAILABLE` when none runs. */
  leastLoaded(): MediaWorker {
    const [best] = [...this.#workers.values()].sort((a, b) => a.peers - b.peers || a.index - b.index);
    if (best === undefined) {
      throw new CallError('UNAVAILABLE', 'no media worker is running');
    }
    return best;
  }

  get all(): readonly MediaWorker[] {
    return [...this.#workers.values()];
  }

  /** Whether as many workers run as should. */
  get complete(): boolean {
    return this.#workers.size === this.#config.workers;
  }

  close(): void {
    this.#closed = true;
    for (const { worker } of this.#workers.values()) {
      worker.close();
    }
    this.#workers.clear();
  }

  async #start(index: number): Promise<void> {
    const { workerBin, basePort } = this.#config;
    const worker = await createWorker({
      logLevel: 'warn',
      logTags: ['ice', 'dtls', 'rtp', 'srtp', 'rtcp'],
      ...(workerBin === undefined ? {} : { workerBin }),
    });
    const census = new WorkerCensus(worker);
    worker.once('died', (error) => this.#died(index, worker, error));
    const port = basePort === 0 ? 0 : basePort + index;
    let webRtcServer;
    try {
      webRtcServer = await worker.createWebRtcServer({ listenInfos: listenInfos(this.#config, port) });
    } catch (error) {
      worker.close();
      throw new Error(`media port ${port} can't be used: ${(error as Error).message}`, { cause: error });
    }
    if (this.#closed) {
      worker.close();
      return;
    }
    this.#workers.set(index, { index, worker, webRtcServer, counts: census.counts, peers: 0 });
    this.#logger.info({ worker: index, pid: worker.pid, port }, 'media worker started');
  }

  #died(index: number, worker: types.Worker, error: Error): void {
    if (this.#workers.get(index)?.worker === worker) {
      this.#workers.delete(index);
    }
    if (!this.#closed) {
      this.#logger.error({ worker: index, pid: worker.pid, err: error }, 'media worker ended; starting another');
      this.#replace(index);
    }
  }

  #replace(index: number): void {
    this.#start(index).catch((error: unknown) => {
      this.#logger.error({ worker: index, err: error }, 'media worker could not be replaced; trying again');
      setTimeout(() => {
        if (!this.#closed) {
          this.#replace(index);
        }
      }, RETRY_MS).unref();
    });
  }
}
