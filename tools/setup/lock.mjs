import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { note } from './say.mjs';

const BEAT_MS = 5_000;
const STALE_MS = 30_000;
const POLL_MS = 500;

/**
 * Runs `work` while no other process on this machine (or on this shared disk) holds the same lock file.
 *
 * The holder renews the file's time while it works, so a lock whose holder was killed is recognised and taken
 * over. Two waiters that take over in the same instant would both work: whatever is done under a lock must
 * therefore end in an atomic move, and then costs time but does no harm.
 *
 * @template T
 * @param {string} file
 * @param {string} waitingFor Shown once when somebody else holds the lock, e.g. "another set-up".
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, waitingFor, work) {
  mkdirSync(dirname(file), { recursive: true });
  let told = false;
  while (!tryTake(file)) {
    if (isStale(file)) {
      rmSync(file, { force: true });
      continue;
    }
    if (!told) note(`waiting for ${waitingFor} to finish`);
    told = true;
    await sleep(POLL_MS);
  }
  const beat = setInterval(() => renew(file), BEAT_MS);
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    process.off('exit', release);
    release();
  }
}

/** @param {string} file */
function tryTake(file) {
  try {
    writeFileSync(file, `${hostname()} ${process.pid}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} file */
function renew(file) {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // Somebody removed the file by hand; the work goes on.
  }
}

/** @param {string} file */
function isStale(file) {
  try {
    if (Date.now() - statSync(file).mtimeMs > STALE_MS) return true;
    const [host, pid] = readFileSync(file, 'utf8').split(' ');
    return host === hostname() && pid !== undefined && !isAlive(Number(pid));
  } catch {
    return false; // Released in this moment.
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
