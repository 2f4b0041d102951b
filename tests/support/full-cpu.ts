import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Twice as many programs as there are cores, each of which would use one alone. @returns ends them */
export function fillCpu(): () => void {
  const programs = Array.from({ length: 2 * availableParallelism() }, () =>
    spawn(process.execPath, ['--eval', 'process.stdin.on("close", () => process.exit()).resume(); setInterval(() => { for (let i = 0; i < 1e8; i++); }, 0);'], { stdio: ['pipe', 'ignore', 'ignore'] }));
  return () => programs.forEach((program) => program.kill('SIGKILL'));
}
