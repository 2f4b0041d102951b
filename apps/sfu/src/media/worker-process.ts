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
  const kill = (): void => {
    try {
      process.kill(worker.pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  };
  try {
    worker.close();
  } catch {
    // Its channel takes nothing any more.
    kill();
  }
  if (!worker.subprocessClosed) {
    const timer = setTimeout(kill, END_MS);
    await gone;
    clearTimeout(timer);
  }
}
