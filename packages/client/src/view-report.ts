import { CallError, LIMITS, type Tile } from '@plenary/protocol';

/** Reports follow each other at least so far apart, in milliseconds: scrolling and resizing make many changes. */
const INTERVAL_MS = 200;

/** Tells the server what is on the screen: only when it changed, and not more often than is of use. */
export class ViewReport {
  readonly #send: (tiles: Tile[]) => Promise<unknown>;
  readonly #failed: (error: CallError) => void;
  #tiles: readonly Tile[] | null = null;
  #told = '';
  #timer: ReturnType<typeof setTimeout> | null = null;
  #sentAt = -Infinity;
  #closed = false;

  constructor(send: (tiles: Tile[]) => Promise<unknown>, failed: (error: CallError) => void) {
    this.#send = send;
    this.#failed = failed;
  }

  set(tiles: readonly Tile[] | null): void {
    this.#tiles = tiles;
    if (tiles !== null && this.#timer === null && !this.#closed) {
      this.#timer = setTimeout(() => this.#flush(), Math.max(0, this.#sentAt + INTERVAL_MS - performance.now()));
    }
  }

  /** What the client last set to be shown; `null` when it never said. */
  get tiles(): readonly Tile[] | null {
    return this.#tiles;
  }

  /** A report may have been lost: it is sent again. */
  resend(): void {
    this.#told = '';
    this.set(this.#tiles);
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
    }
  }

  #flush(): void {
    this.#timer = null;
    const tiles = (this.#tiles ?? []).slice(0, LIMITS.tiles);
    const text = JSON.stringify(tiles);
    if (text === this.#told) {
      return;
    }
    this.#told = text;
    this.#sentAt = performance.now();
    this.#send(tiles).catch((error: unknown) => {
      this.#told = '';
      if (!this.#closed && error instanceof CallError && error.code !== 'DISCONNECTED') {
        this.#failed(error);
      }
    });
  }
}
