import { digestOf } from '../rooms/digest.ts';
import type { HandoverFile } from './file.ts';
import type { Handover } from './schema.ts';

/** How often it is looked whether something changed, in milliseconds: so much a process that is killed loses. */
const LOOK_MS = 10_000;
/** A file that nothing changed in is written anew after so long, so that it is not too old when it is needed. */
const REFRESH_MS = 120_000;

/**
 * Keeps the file for the next process: from its start on, as who is awaited since the last restart may still be at the
 * next, every few seconds, as a crash tells nobody, and at the end.
 */
export class HandoverKeeper {
  readonly #file: Pick<HandoverFile, 'write' | 'remove'>;
  readonly #collect: () => Handover;
  #timer: NodeJS.Timeout | null = null;
  #written: { readonly digest: string; readonly at: number } | null = null;
  /** One write at a time, in order. */
  #tail: Promise<void> = Promise.resolve();

  constructor(file: Pick<HandoverFile, 'write' | 'remove'>, collect: () => Handover) {
    this.#file = file;
    this.#collect = collect;
  }

  start(): void {
    void this.#keep();
    this.#timer = setInterval(() => void this.#keep(), LOOK_MS).unref();
  }

  /** Writes what is so now, for the last time; to be called before anything is ended. */
  async close(): Promise<void> {
    clearInterval(this.#timer ?? undefined);
    await this.#keep();
  }

  #keep(): Promise<void> {
    const handover = this.#collect();
    const isEmpty = handover.rooms.length + handover.openings.length + handover.revoked.length === 0;
    const digest = isEmpty ? '' : digestOf(JSON.stringify(handover));
    this.#tail = this.#tail.then(async () => {
      const isKept = this.#written?.digest === digest && (isEmpty || Date.now() - this.#written.at < REFRESH_MS);
      if (isKept) {
        return;
      }
      const isDone = isEmpty ? await this.#file.remove().then(() => true) : await this.#file.write(handover);
      this.#written = isDone ? { digest, at: Date.now() } : null;
    });
    return this.#tail;
  }
}
