import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

/** The state that Linux gives a listening TCP socket in /proc/net/tcp. */
const LISTEN = '0A';

/** What a server's processes used and use. */
export interface Usage {
  /** Nanoseconds on the CPU since each process began, by process id. */
  readonly nodeCpuNs: ReadonlyMap<number, number>;
  readonly workerCpuNs: ReadonlyMap<number, number>;
  readonly nodeMemory: number;
  /** Resident bytes of all workers. */
  readonly workerMemory: number;
}

/** Reads a Plenary server on this machine: its Node process and the workers that it started. */
export function readUsage(pid: number): Usage {
  const workers = workersOf(pid);
  return {
    nodeCpuNs: new Map([[pid, cpuNs(pid)]]),
    workerCpuNs: new Map(workers.map((worker) => [worker, cpuNs(worker)])),
    nodeMemory: residentBytes(pid),
    workerMemory: workers.reduce((sum, worker) => sum + residentBytes(worker), 0),
  };
}

/** The process that listens on a TCP port here; `null` when there is none or it is not ours to look into. */
export function listenerOf(port: number): number | null {
  const inodes = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeningInodes(table, port)));
  for (const pid of numbers('/proc')) {
    for (const descriptor of numbers(`/proc/${pid}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/u.exec(link(`/proc/${pid}/fd/${descriptor}`))?.[1];
      if (inode !== undefined && inodes.has(inode)) {
        return pid;
      }
    }
  }
  return null;
}

/** Media workers among the children of a process. */
export function workersOf(pid: number): number[] {
  const children = numbers(`/proc/${pid}/task`).flatMap((task) =>
    text(`/proc/${pid}/task/${task}/children`).trim().split(' ').filter(Boolean).map(Number));
  return children.filter((child) => text(`/proc/${child}/cmdline`).includes('mediasoup-worker'));
}

/** Time on the CPU of all threads that live, in nanoseconds. */
export function cpuNs(pid: number): number {
  return numbers(`/proc/${pid}/task`).reduce((sum, task) => {
    const [onCpu] = text(`/proc/${pid}/task/${task}/schedstat`).split(' ');
    return sum + Number(onCpu ?? 0);
  }, 0);
}

export function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/mu.exec(text(`/proc/${pid}/status`))?.[1];
  return Number(kilobytes ?? 0) * 1_024;
}

function listeningInodes(table: string, port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return text(table).split('\n').slice(1).flatMap((line) => {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/u);
    return state === LISTEN && local?.endsWith(`:${wanted}`) && inode !== undefined ? [inode] : [];
  });
}

// Processes come and go while they are looked at, and those of others may not be read: both count as nothing.
function text(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function numbers(folder: string): number[] {
  try {
    return readdirSync(folder).map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}
