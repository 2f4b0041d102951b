import { isIP } from 'node:net';
import { listenerOf, readUsage, type Usage } from './processes.ts';

/** One reading of a server. */
export interface Reading {
  /** CPU since some fixed moment, in nanoseconds, by process; processes that are new begin at nothing. */
  readonly cpuNs: ReadonlyMap<string, number>;
  /** Resident bytes; `null` where it is not known of the workers. */
  readonly memory: number | null;
}

/** Looks at the server under load. */
export interface Meter {
  /** Where the figures come from, in words. */
  readonly source: string;
  read(): Promise<Reading>;
}

/** CPU between two readings, in nanoseconds: of Node, of the workers. */
export function cpuBetween(from: Reading, to: Reading): { node: number; workers: number } {
  const used = { node: 0, workers: 0 };
  for (const [name, ns] of to.cpuNs) {
    used[name.startsWith('node') ? 'node' : 'workers'] += ns - (from.cpuNs.get(name) ?? 0);
  }
  return used;
}

export interface MeterOptions {
  readonly url: string;
  readonly sfuPid: number | undefined;
  readonly metricsToken: string | undefined;
}

/** The best way to look at this server, or in words why there is none. */
export function findMeter({ url, sfuPid, metricsToken }: MeterOptions): Meter | string {
  const { hostname, port, protocol } = new URL(url);
  const local = hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'));
  const pid = sfuPid ?? (local ? listenerOf(Number(port || (protocol === 'https:' ? 443 : 80))) : null);
  if (pid !== null) {
    return { source: `/proc of process ${pid} and its workers`, read: async () => fromProcesses(readUsage(pid)) };
  }
  if (metricsToken !== undefined) {
    return { source: `${url}/metrics`, read: () => readMetrics(url, metricsToken) };
  }
  return 'the server runs elsewhere, and no --metrics-token was given';
}

function fromProcesses(usage: Usage): Reading {
  const cpuNs = new Map<string, number>();
  usage.nodeCpuNs.forEach((ns, pid) => cpuNs.set(`node ${pid}`, ns));
  usage.workerCpuNs.forEach((ns, pid) => cpuNs.set(`worker ${pid}`, ns));
  return { cpuNs, memory: usage.nodeMemory + usage.workerMemory };
}

/** Prometheus' figures are in seconds with a resolution of a millisecond or worse: good for long runs only. */
async function readMetrics(url: string, token: string): Promise<Reading> {
  const response = await fetch(new URL('/metrics', url), {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(5_000),
  });
  if (!response.ok) {
    throw new Error(`/metrics answered ${response.status}: is the token right?`);
  }
  const cpuNs = new Map<string, number>();
  for (const line of (await response.text()).split('\n')) {
    const [, name, labels = '', value] = /^(\w+)(\{[^}]*\})? (\S+)/u.exec(line) ?? [];
    if (name === 'process_cpu_seconds_total') {
      cpuNs.set('node', Number(value) * 1e9);
    } else if (name === 'plenary_worker_cpu_seconds_total') {
      cpuNs.set(`worker ${labels}`, Number(value) * 1e9);
    }
  }
  return { cpuNs, memory: null };
}
