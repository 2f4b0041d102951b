import type { Page } from 'playwright-core';

/** Everything that a page sends and is sent, as text, for tests of what must never be in it. */
export class Traffic {
  readonly #parts: string[] = [];

  /** Listens to a page, from before it opens its first address. */
  watch(page: Page): void {
    page.on('request', (request) => {
      this.#parts.push(request.url(), JSON.stringify(request.headers()), request.postData() ?? '');
    });
    page.on('websocket', (socket) => {
      this.#parts.push(socket.url());
      const keep = ({ payload }: { payload: string | Buffer }): void => void this.#parts.push(payload.toString());
      socket.on('framesent', keep);
      socket.on('framereceived', keep);
    });
  }

  get length(): number {
    return this.#parts.length;
  }

  /** @returns the parts that contain it */
  with(text: string): string[] {
    return this.#parts.filter((part) => part.includes(text));
  }
}
