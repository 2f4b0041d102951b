import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/**
 * Keeps servers on the first core and bots on the others, so that neither takes the other's cache or time.
 * Needs two cores and util-linux's taskset; without them everything runs anywhere, which `pinned` tells.
 */
export function pin(part: 'server' | 'bots', pids: readonly number[]): void {
  if (!pinned) {
    return;
  }
  const cores = part === 'server' ? '0' : `1-${availableParallelism() - 1}`;
  for (const pid of pids) {
    spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', cores, String(pid)], { stdio: 'ignore' });
  }
}

/** Whether pinning works here. */
export const pinned: boolean =
  availableParallelism() > 1 && spawnSync('taskset', ['--version'], { stdio: 'ignore' }).status === 0;
