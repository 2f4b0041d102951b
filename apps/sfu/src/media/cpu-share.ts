import { readFileSync } from 'node:fs';

/** How the main thread of a process fared so far (Linux, proc(5) and Documentation/scheduler/sched-stats.rst). */
export interface CpuShare {
  /** `R`: it runs or would run, `S`: it waits for something to do, `D`: for a disk, `T`: it was stopped. */
  readonly state: string;
  /** How long it ran, in milliseconds. */
  readonly ranMs: number;
  /** How long it was ready to run and had no core, in milliseconds, as of its last turn. */
  readonly waitedMs: number;
}

/** @returns `null` where there is no such process, or the system does not tell */
export function readCpuShare(pid: number): CpuShare | null {
  try {
    // The name in brackets may hold anything.
    const state = /\) (\S)/u.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
    const [ran, waited] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ').map((ns) => Number(ns) / 1e6);
    return state === undefined || ran === undefined || waited === undefined || !Number.isFinite(ran + waited)
      ? null
      : { state, ranMs: ran, waitedMs: waited };
  } catch {
    return null;
  }
}

/** From this share of the time on, of 1, it is the machine that kept a process from its work. */
const MOST = 0.5;

/**
 * Whether a process was kept from working by what else runs on the machine, and may answer yet: it spent most of the
 * time waiting for a core, or waits for one or for a disk now and hardly had any. One that is stopped, that sleeps on a
 * question, or that turns in circles is not: it does not wait.
 * @param ms what lies between the two
 */
export function isStarved(before: CpuShare | null, now: CpuShare | null, ms: number): boolean {
  if (before === null || now === null) {
    return false;
  }
  const isReady = now.state === 'R' || now.state === 'D';
  return now.waitedMs - before.waitedMs >= MOST * ms || (isReady && now.ranMs - before.ranMs < MOST * ms);
}
