import { spawnSync } from 'node:child_process';

/** Runs a command of the system to its end. @returns what it said @throws when it fails, with its complaint */
export function system(command: string, args: readonly string[], input?: string): string {
  const done = spawnSync(command, args, { encoding: 'utf8', input, timeout: 20_000 });
  if (done.error !== undefined || done.status !== 0) {
    throw new Error(`${command} ${args.join(' ')}: ${done.error?.message ?? done.stderr}`);
  }
  return done.stdout;
}

export const ip = (...args: string[]): string => system('ip', args);
