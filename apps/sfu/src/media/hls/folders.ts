import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CallError } from '@plenary/protocol';

const PREFIX = 'plenary-hls-';

/**
 * A folder for one output. Its name tells which process it belongs to.
 * @param parent the system's folder for what is temporary, unless said otherwise
 * @throws {CallError} `UNAVAILABLE` when the disk is full, for instance
 */
export async function makeFolder(parent: string = tmpdir()): Promise<string> {
  try {
    return await mkdtemp(join(parent, `${PREFIX}${process.pid}-`));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CallError('UNAVAILABLE', `HLS is not to be had here: its files can’t be written (${code})`, { cause: error });
  }
}

/** Removes folders of servers that ended without the time to do it themselves. */
export async function removeLeftovers(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  const left = names.filter((name) => {
    const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`, 'u').exec(name)?.[1] ?? 0);
    return pid > 0 && !isAlive(pid);
  });
  // One that belongs to somebody else can't be removed, and is none of ours.
  await Promise.allSettled(left.map((name) => rm(join(tmpdir(), name), { recursive: true, force: true })));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
