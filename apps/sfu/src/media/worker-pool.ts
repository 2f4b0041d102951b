import { CallError } from '@plenary/protocol';
import type { types } from 'mediasoup';
import type { Config } from '../config.ts';
import type { Logger } from '../logger.ts';
import { WorkerCensus, type Census } from './census.ts';
import { listenInfos } from './listen.ts';
import { place } from './placement.ts';
import { watch } from './watchdog.ts';
import { endWorker, killWorker, startWorker } from './worker-process.ts';

/** Of a worker that is to be given up nothing new is asked; `gone` ones have ended, or answer no more. */
export type WorkerState = 'running' | 'draining' | 'gone';

/** One mediasoup worker process with its media server. */
export interface MediaWorker {
  readonly index: number;
  readonly worker: types.Worker;
  readonly webRtcServer: types.WebRtcServer;
  readonly counts: Readonly<Census>;
  state: WorkerState;
  /** Peers placed on it, those whose transports are being made included. */
  peers: number;
}

export interface WorkerPoolEvents {
  /** The worker has ended, or answers no more: what was on it is lost. */
  gone(worker: MediaWorker): void;
  /** The worker is to be given up: what is on it should move. */
  draining(worker: MediaWorker): void;
}

/**
 * How long a lost worker is not replaced while others run, in milliseconds: those who were on it move to these, and
 * the start of a process would take the time of a core from that.
 */
const REPLACE_MS = 1_000;
/** How long a replacement waits after one that could not be started, in milliseconds: doubling up to the second. */
const RETRY_MS = [100, 10_000] as const;
/** How long a peer waits for a worker while none runs, in milliseconds: a replacement is up within 200. */
const ARRIVAL_MS = 5_000;
/** How long a killed worker may take to end, in milliseconds: usually 2. */
const DEATH_MS = 100;
/** How often a draining worker is looked at, in milliseconds, and how long it may take before it is ended anyway. */
const DRAIN_LOOK_MS = 200;
const DRAIN_TIMEOUT_MS = 120_000;

/** Runs as many workers as it should: starts, replaces, drains and ends them. */
export class WorkerPool {
  readonly #config: Config['media'];
  readonly #logger: Logger;
  readonly #workers = new Map<number, MediaWorker>();
  readonly #starting = new Set<number>();
  readonly #listeners = new Set<WorkerPoolEvents>();
  readonly #waiting = new Set<() => void>();
  #target: number;
  #closed = false;

  private constructor(config: Config['media'], logger: Logger) {
    this.#config = config;
    this.#logger = logger;
    this.#target = config.workers;
  }

  /** @throws {Error} when a worker can't be started, its port is taken for instance. */
  static async start(config: Config['media'], logger: Logger): Promise<WorkerPool> {
    const pool = new WorkerPool(config, logger);
    try {
      await Promise.all(Array.from({ length: config.workers }, (_, index) => pool.#start(index)));
    } catch (error) {
      await pool.close();
      throw error;
    }
    return pool;
  }

  /** Workers that should run. */
  get target(): number {
    return this.#target;
  }

  get all(): readonly MediaWorker[] {
    return [...this.#workers.values()].sort((a, b) => a.index - b.index);
  }

  /** Whether as many workers run as should. */
  get complete(): boolean {
    return this.#running().length >= this.#target;
  }

  listen(events: WorkerPoolEvents): () => void {
    this.#listeners.add(events);
    return () => void this.#listeners.delete(events);
  }

  /**
   * Where a peer should go; while no worker runs it waits a little for one.
   * @param inRoom whether its room is on a worker already
   * @throws {CallError} `UNAVAILABLE`
   */
  async place(inRoom: (worker: MediaWorker) => boolean): Promise<MediaWorker> {
    if (this.#running().length === 0) {
      await this.#arrival();
    }
    const candidates = this.#running().map((worker) =>
      ({ worker, consumers: worker.counts.consumers, peers: worker.peers, inRoom: inRoom(worker) }));
    const best = place(candidates, this.#config.consumersPerWorker);
    if (best === undefined) {
      throw new CallError('UNAVAILABLE', 'no media worker is running');
    }
    return best.worker;
  }

  /**
   * Changes how many workers should run. More are started at once; of too many the least used are drained, and
   * end when everyone has moved away.
   * @throws {Error} when one can't be started; the others stay.
   */
  async setTarget(count: number): Promise<void> {
    this.#target = count;
    const running = this.#running();
    if (running.length > count) {
      const surplus = running.sort((a, b) => a.peers - b.peers || b.index - a.index).slice(0, running.length - count);
      surplus.forEach((worker) => this.#drain(worker));
      return;
    }
    const missing = count - running.length - this.#starting.size;
    const indices = this.#freeIndices(missing);
    await Promise.all(indices.map((index) => this.#start(index)));
  }

  /** Resolves when no worker process is left, or those that are have been killed. */
  async close(): Promise<void> {
    this.#closed = true;
    const workers = [...this.#workers.values()];
    this.#workers.clear();
    this.#waiting.forEach((done) => done());
    await Promise.all(workers.map(({ worker }) => endWorker(worker)));
  }

  #arrival(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ARRIVAL_MS);
      this.#waiting.add(done);
    });
  }

  #running(): MediaWorker[] {
    return [...this.#workers.values()].filter(({ state }) => state === 'running');
  }

  #freeIndices(count: number): number[] {
    const free: number[] = [];
    for (let index = 0; free.length < count; index++) {
      if (!this.#workers.has(index) && !this.#starting.has(index)) {
        free.push(index);
      }
    }
    return free;
  }

  async #start(index: number): Promise<void> {
    this.#starting.add(index);
    try {
      const made = await this.#create(index);
      if (this.#closed) {
        await endWorker(made.worker);
        return;
      }
      this.#workers.set(index, made);
      watch(made.worker, () => made.peers > 0, () => this.#giveUp(made));
      this.#waiting.forEach((arrived) => arrived());
      this.#logger.info({ worker: index, pid: made.worker.pid }, 'media worker started');
    } finally {
      this.#starting.delete(index);
    }
  }

  async #create(index: number): Promise<MediaWorker> {
    const { workerBin, basePort } = this.#config;
    const worker = await startWorker(workerBin);
    const { counts } = new WorkerCensus(worker);
    const port = basePort === 0 ? 0 : basePort + index;
    try {
      const webRtcServer = await worker.createWebRtcServer({ listenInfos: listenInfos(this.#config, port) });
      const made: MediaWorker = { index, worker, webRtcServer, counts, state: 'running', peers: 0 };
      worker.once('died', (error) => this.#gone(made, error));
      return made;
    } catch (error) {
      worker.close();
      throw new Error(`media port ${port} can't be used: ${(error as Error).message}`, { cause: error });
    }
  }

  #drain(worker: MediaWorker): void {
    worker.state = 'draining';
    this.#logger.info({ worker: worker.index, peers: worker.peers }, 'media worker drains');
    this.#listeners.forEach((listener) => listener.draining(worker));
    const started = performance.now();
    const look = setInterval(() => {
      const late = performance.now() - started > DRAIN_TIMEOUT_MS;
      if (worker.state === 'gone' || this.#closed) {
        clearInterval(look);
      } else if (worker.peers === 0 || late) {
        clearInterval(look);
        this.#logger.info({ worker: worker.index, late }, 'media worker drained');
        this.#remove(worker);
        void endWorker(worker.worker);
      }
    }, DRAIN_LOOK_MS);
    look.unref();
  }

  /**
   * A worker answers no more. With its end everything on it is closed, and nobody asks a channel that takes nothing;
   * but nothing depends on that end.
   */
  #giveUp(worker: MediaWorker): void {
    killWorker(worker.worker);
    const error = new Error('the worker answers no more');
    setTimeout(() => this.#gone(worker, error), DEATH_MS).unref();
  }

  /** A worker ended by itself, or had to be given up. */
  #gone(worker: MediaWorker, error: Error): void {
    if (worker.state === 'gone' || this.#closed) {
      return;
    }
    const wanted = worker.state === 'running';
    this.#logger.error({ worker: worker.index, pid: worker.worker.pid, err: error }, 'media worker is gone');
    this.#remove(worker);
    if (wanted) {
      setTimeout(() => this.#replace(), this.#running().length > 0 ? REPLACE_MS : 0).unref();
    }
  }

  #remove(worker: MediaWorker): void {
    worker.state = 'gone';
    if (this.#workers.get(worker.index) === worker) {
      this.#workers.delete(worker.index);
    }
    this.#listeners.forEach((listener) => listener.gone(worker));
  }

  /** Starts one in the place of a lost one, under an index that is free by then: others may have been started meanwhile. */
  #replace(wait: number = RETRY_MS[0]): void {
    if (this.#closed || this.#running().length + this.#starting.size >= this.#target) {
      return;
    }
    const [index = 0] = this.#freeIndices(1);
    this.#start(index).catch((error: unknown) => {
      this.#logger.error({ worker: index, err: error }, 'media worker could not be replaced; trying again');
      setTimeout(() => this.#replace(Math.min(2 * wait, RETRY_MS[1])), wait).unref();
    });
  }
}
