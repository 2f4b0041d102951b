import { readdirSync, readFileSync } from 'node:fs';
import { observer, type types } from 'mediasoup';
import { createSfu } from '../../apps/sfu/src/server.ts';
import { testConfig } from './sfu.ts';

/*
 * A server in a process of its own that tells what it holds: forked with `--expose-gc`, it sends `{ url }`, answers
 * every `look` with an `Inventory`, and ends with `end`.
 */

/** What a process holds that should not grow. Bytes are read after garbage collection. */
export interface Inventory {
  /** Whatever is alive, by `Sfu.census`. */
  readonly alive: Readonly<Record<string, number>>;
  /** Listeners of workers, their media servers and their observers, and of the process. */
  readonly listeners: number;
  /** Open files and sockets of the server, and of its workers. */
  readonly files: number;
  readonly workerFiles: number;
  readonly timers: number;
  readonly heapBytes: number;
  readonly residentBytes: number;
  readonly workerBytes: number;
}

type Emitter = Pick<NodeJS.EventEmitter, 'eventNames' | 'listenerCount'>;

const emitters = new Set<Emitter>([process]);
const lasting = (thing: { observer: unknown }): void => {
  emitters.add(thing as unknown as Emitter);
  emitters.add(thing.observer as Emitter);
};
observer.on('newworker', (worker: types.Worker) => {
  lasting(worker);
  worker.observer.on('newwebrtcserver', lasting);
});

const listenersOf = (emitter: Emitter): number =>
  emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0);
const filesOf = (pid: number | 'self'): number => readdirSync(`/proc/${pid}/fd`).length;
const residentOf = (pid: number): number =>
  1_024 * Number(/^VmRSS:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const sfu = await createSfu(testConfig({
  media: { workers: 2, consumersPerWorker: 20 },
  rooms: { resumeGraceSeconds: 1 },
  limits: { rateFactor: 1_000 },
}));

process.on('message', (message) => {
  if (message === 'end') {
    void sfu.close().then(() => process.exit(0));
    return;
  }
  // Twice: what the first run finds unused it may only mark. As where memory runs out: else V8 keeps pages that hold
  // nothing any more, of machine code above all, and how many those are changes for hours.
  for (let run = 0; run < 2; run++) {
    globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  }
  const pids = sfu.workerPids();
  const { heapUsed, rss } = process.memoryUsage();
  const inventory: Inventory = {
    alive: { ...sfu.census() },
    listeners: sum([...emitters].map(listenersOf)),
    files: filesOf('self'),
    workerFiles: sum(pids.map(filesOf)),
    timers: process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout' || kind === 'Immediate').length,
    heapBytes: heapUsed,
    residentBytes: rss,
    workerBytes: sum(pids.map(residentOf)),
  };
  process.send?.(inventory);
});
process.send?.({ url: sfu.url });
