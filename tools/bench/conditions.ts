import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { version as mediasoupVersion } from 'mediasoup';
import { pinned } from './pin.ts';

/** Under which conditions figures were taken: stated beside them, as they say little without. */
export interface Conditions {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly kernel: string;
  readonly node: string;
  readonly mediasoup: string;
  /** What the worker encrypts with. */
  readonly crypto: string;
  readonly srtp: string;
  readonly network: string;
  readonly pinning: string;
  /** Load average of the last minute before the measurement: what else ran. */
  readonly loadBefore: number;
  readonly date: string;
}

export function readConditions(workerBin: string, srtpProfile: string | null): Conditions {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    mediasoup: mediasoupVersion,
    crypto: cryptoOf(workerBin),
    srtp: srtpProfile ?? 'unknown',
    network: 'loopback',
    pinning: pinned ? 'servers on the first core, bots on the others' : 'none',
    loadBefore: Math.round((loadavg()[0] ?? 0) * 100) / 100,
    date: new Date().toISOString().slice(0, 16).replace('T', ' ') + ' UTC',
  };
}

/** The OpenSSL in the worker, or that of the shared library it loads. */
function cryptoOf(workerBin: string): string {
  const inside = openSslIn(workerBin);
  if (inside !== null) {
    return `${inside}, in the worker`;
  }
  const libraries = spawnSync('ldd', [workerBin], { encoding: 'utf8' }).stdout ?? '';
  const shared = /libcrypto\S* => (\S+)/u.exec(libraries)?.[1];
  return (shared === undefined ? null : openSslIn(shared)) ?? 'unknown';
}

function openSslIn(file: string): string | null {
  try {
    return /OpenSSL \d+\.\d+\.\d+[a-z]?(?= )/u.exec(readFileSync(file, 'latin1'))?.[0] ?? null;
  } catch {
    return null;
  }
}
