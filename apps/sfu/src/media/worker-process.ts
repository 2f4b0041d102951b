import { createWorker, type types } from 'mediasoup';

/** How long a worker may take to end by itself, in milliseconds. */
const END_MS = 1_000;
/** On these mediasoup closes its workers by itself, and with them calls that may go on while the server drains. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Starts a worker process, which ends when it is told to, and not by signals to this process. @throws {Error} */
export async function startWorker(workerBin: string | undefined): Promise<types.Worker> {
  const before = SIGNALS.map((signal) => process.listeners(signal));
  const starting = createWorker({
    logLevel: 'warn',
    logTags: ['ice', 'dtls', 'rtp', 'srtp', 'rtcp'],
    ...(workerBin === undefined ? {} : { workerBin }),
  });
  SIGNALS.forEach((signal, index) => process.listeners(signal)
    .filter((listener) => before[index]?.includes(listener) !== true)
    .forEach((listener) => void process.off(signal, listener)));
  return await starting;
}

/** Ends a worker; resolves when its process is gone. One that hangs is killed. */
export async function endWorker(worker: types.Worker): Promise<void> {
  const gone = new Promise<void>((resolve) => void worker.once('subprocessclose', resolve));
  try {
    worker.close();
  } catch {
    // Its channel takes nothing any more.
    killWorker(worker);
  }
  if (!worker.subprocessClosed) {
    const timer = setTimeout(() => killWorker(worker), END_MS);
    await gone;
    clearTimeout(timer);
  }
}

export function killWorker({ pid }: types.Worker): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/**
 * Closes something on a worker, whether or not its channel still takes anything: when it does not, mediasoup throws.
 * Such a worker is given up in the next moment, and ends with all that is on it.
 */
export function closeAnyway(thing: { close(): void } | null | undefined): void {
  try {
    thing?.close();
  } catch {
    // The watchdog tells of it.
  }
}
