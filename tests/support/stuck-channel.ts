import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { observer, type types } from 'mediasoup';

/** Of each worker, one that can be used to get at its channel. */
const transports = new Map<number, types.Transport>();

/** To be called before the server starts. */
export function watchChannels(): void {
  observer.on('newworker', (worker) => worker.observer.on('newrouter', (router) =>
    router.observer.on('newtransport', (transport) => void transports.set(worker.pid, transport))));
}

/** The worker's answers stay in the socket between the processes. */
export function silence(pid: number): void {
  const handles = (process as unknown as { _getActiveHandles(): unknown[] })._getActiveHandles();
  const child = handles.find((handle) => (handle as Partial<ChildProcess>).pid === pid) as ChildProcess;
  (child.stdio[4] as Socket).pause();
}

/** As an exception in the middle of writing a message leaves it. */
export function jam(pid: number): void {
  type Channel = { readonly bufferBuilder: { startObject(fields: number): void } };
  const { channelForTesting } = transports.get(pid) as unknown as { readonly channelForTesting: Channel };
  channelForTesting.bufferBuilder.startObject(1);
}
