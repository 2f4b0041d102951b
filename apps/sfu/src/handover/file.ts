import { constants } from 'node:fs';
import { access, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger } from '../logger.ts';
import { HANDOVER_FORMAT, handoverSchema, type Handover } from './schema.ts';

/** An older file is of no use: clients look for the server's return for about as long. In milliseconds. */
const MAX_AGE_MS = 10 * 60_000;
/** Clocks that were set back meanwhile are borne with up to this, in milliseconds. */
const CLOCK_SLACK_MS = 60_000;
/** No larger file is written or read, in bytes: some hundred thousand people. */
export const MAX_HANDOVER_BYTES = 32 * 1024 * 1024;

/** Of every file of ours, whatever version wrote it. */
const BEGINNING = '{"format":"plenary-handover-';

/**
 * Why a file was not used. `FOREIGN`, `TOO_LARGE`: it is not ours, and is left as it is; `BROKEN`: it is, and can't be
 * understood; `TIME`: too old, or from the future.
 */
export type HandoverFault = 'UNREADABLE' | 'TOO_LARGE' | 'FOREIGN' | 'BROKEN' | 'TIME';

class Unusable extends Error {
  readonly code: HandoverFault;

  constructor(code: HandoverFault) {
    super(code);
    this.code = code;
  }
}

/** The file by which a process tells the next what was decided. No fault of it keeps a server from starting or ending. */
export class HandoverFile {
  readonly #path: string;
  readonly #logger: Logger;
  /** What stands there is somebody else's, and not to be lost for a wrong setting. */
  #isForeign = false;
  /** The last write failed, which was told. */
  #isFailing = false;

  /** @param path absolute; its folder is made when it is not there */
  constructor(path: string, logger: Logger) {
    this.#path = path;
    this.#logger = logger.child({ file: path });
  }

  /** @returns `null` where there is none that can be used */
  async read(): Promise<Handover | null> {
    await this.#checkFolder();
    try {
      const handover = await this.#read();
      if (handover !== null) {
        this.#logger.info({ rooms: handover.rooms.length, revoked: handover.revoked.length }, 'handover read');
      }
      return handover;
    } catch (error) {
      const code = error instanceof Unusable ? error.code : 'UNREADABLE';
      this.#isForeign = code === 'FOREIGN' || code === 'TOO_LARGE';
      this.#logger.warn({ code, ...(code === 'UNREADABLE' ? { err: error } : {}) }, 'handover ignored');
      return null;
    }
  }

  /** @returns whether the file holds it now */
  async write(handover: Handover): Promise<boolean> {
    if (this.#isForeign) {
      return false;
    }
    // The format comes first: by it the file is known again.
    const bytes = Buffer.from(JSON.stringify({ format: HANDOVER_FORMAT, writtenAt: Date.now(), ...handover }));
    if (bytes.length > MAX_HANDOVER_BYTES) {
      return this.#failed('TOO_LARGE');
    }
    const draft = `${this.#path}.tmp`;
    try {
      await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
      await rm(draft, { force: true });
      // `wx`: never through a link that somebody put there.
      const file = await open(draft, 'wx', 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, this.#path);
      this.#isFailing = false;
      this.#logger.debug({ rooms: handover.rooms.length, bytes: bytes.length }, 'handover written');
      return true;
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined);
      return this.#failed('UNWRITABLE', error);
    }
  }

  /** There is nothing to hand over. */
  async remove(): Promise<void> {
    if (this.#isForeign) {
      return;
    }
    await rm(this.#path, { force: true }).catch((error: unknown) =>
      this.#logger.error({ code: 'UNWRITABLE', err: error }, 'handover not deleted'));
  }

  /** Told once, not at every attempt. */
  #failed(code: 'TOO_LARGE' | 'UNWRITABLE', error?: unknown): false {
    if (!this.#isFailing) {
      this.#isFailing = true;
      this.#logger.error({ code, err: error }, 'handover not written: a restart will forget what was decided');
    }
    return false;
  }

  async #read(): Promise<Handover | null> {
    const found = await stat(this.#path).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return null;
      }
      throw error;
    });
    if (found === null) {
      return null;
    }
    if (!found.isFile()) {
      throw new Unusable('FOREIGN');
    }
    if (found.size > MAX_HANDOVER_BYTES) {
      throw new Unusable('TOO_LARGE');
    }
    const text = await readFile(this.#path, 'utf8');
    if (text !== '' && !text.startsWith(BEGINNING)) {
      throw new Unusable('FOREIGN');
    }
    const result = handoverSchema.safeParse(jsonOf(text));
    if (!result.success) {
      throw new Unusable('BROKEN');
    }
    const { writtenAt, rooms, openings, revoked } = result.data;
    const age = Date.now() - writtenAt;
    if (age > MAX_AGE_MS || age < -CLOCK_SLACK_MS) {
      throw new Unusable('TIME');
    }
    return { rooms, openings, revoked };
  }

  /** Tells at the start what would otherwise be found out at the end. */
  async #checkFolder(): Promise<void> {
    const folder = dirname(this.#path);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await access(folder, constants.W_OK | constants.X_OK);
    } catch (error) {
      this.#logger.warn({ code: 'UNWRITABLE', err: error }, 'a restart will forget what was decided');
    }
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
