import { readFileSync, writeFileSync } from 'node:fs';

/** Linux, sched(7), "The autogroup feature". */
const AUTOGROUP = '/proc/sys/kernel/sched_autogroup_enabled';

/** Among what the kernel divides the cores first. */
export type Scheduling = 'threads' | 'sessions';

/**
 * Has the kernel divide the cores among threads while faults are measured, where it divides them among sessions and
 * this process may change that (root). Each browser that a test starts is a session of its own, and on each core a
 * session has the share that its load there had until now: when people who did little get much to do at once, as when
 * a worker is killed, threads with a millisecond of work wait up to 200 ms, whatever their priority. People who have
 * machines of their own know nothing of that.
 *
 * @param setting the kernel's switch for it, as a file
 * @returns how the cores are divided now, and what puts it back as it was
 */
export function divideAmongThreads(setting = AUTOGROUP, say: (line: string) => void = console.log): { readonly scheduling: Scheduling; readonly restore: () => void } {
  try {
    if (readFileSync(setting, 'utf8').trim() !== '1') {
      return { scheduling: 'threads', restore: () => undefined };
    }
  } catch {
    // A kernel without it.
    return { scheduling: 'threads', restore: () => undefined };
  }
  try {
    writeFileSync(setting, '0');
  } catch {
    say('The kernel divides the cores among sessions, and only root may change that: gaps look longer than they are.');
    return { scheduling: 'sessions', restore: () => undefined };
  }
  say('While this runs, the kernel divides the cores among threads (kernel.sched_autogroup_enabled is 0).');
  return { scheduling: 'threads', restore: () => writeFileSync(setting, '1') };
}
