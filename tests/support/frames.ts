import type { Page } from 'playwright-core';

declare global {
  interface Window {
    __frames: { take(): Frame[]; clickedAt: number };
  }
}

/** When a picture of somebody else was shown, in milliseconds since 1970, and how high it was. */
export type Frame = readonly [at: number, height: number];

/**
 * Runs in the page before its own scripts: notes every picture of others that is shown, whoever's and on whatever
 * tile. In a call of two that is one picture, also when transports, tiles or ids change under it.
 */
export function watchFrames(): void {
  let frames: [number, number][] = [];
  const watched = new WeakSet<HTMLVideoElement>();
  const isOthers = (video: HTMLVideoElement): boolean => {
    const track = (video.srcObject as MediaStream | null)?.getVideoTracks()[0];
    return window.__peerConnections.some((connection) => connection.getReceivers().some((receiver) => receiver.track === track));
  };
  setInterval(() => {
    for (const video of document.querySelectorAll<HTMLVideoElement>('[data-testid="tile"] video')) {
      if (!watched.has(video)) {
        watched.add(video);
        const frame = (_now: number, { height }: VideoFrameCallbackMetadata): void => {
          if (isOthers(video)) {
            frames.push([performance.timeOrigin + performance.now(), height]);
          }
          video.requestVideoFrameCallback(frame);
        };
        video.requestVideoFrameCallback(frame);
      }
    }
  }, 20);
  addEventListener('click', () => (window.__frames.clickedAt = performance.timeOrigin + performance.now()), { capture: true });
  window.__frames = {
    clickedAt: 0,
    take() {
      const taken = frames;
      frames = [];
      return taken;
    },
  };
}

/** What a page has shown of others, from the beginning of the watch on. */
export class Film {
  readonly frames: Frame[] = [];
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** When somebody last clicked on the page. */
  async clickedAt(): Promise<number> {
    return await this.#page.evaluate(() => window.__frames.clickedAt);
  }

  /** Brings the film up to now. */
  async roll(): Promise<this> {
    this.frames.push(...(await this.#page.evaluate(() => window.__frames.take())));
    return this;
  }

  between(from: number, to: number): Frame[] {
    return this.frames.filter(([at]) => at >= from && at < to);
  }

  /** Times without a new picture, in milliseconds, those at both ends included. */
  gaps(from: number, to: number): number[] {
    const times = [from, ...this.between(from, to).map(([at]) => at), to];
    return times.slice(1).map((at, index) => at - (times[index] ?? at));
  }

  longestGap(from: number, to: number): number {
    return Math.max(0, ...this.gaps(from, to));
  }

  /** Frames a second. */
  rate(from: number, to: number): number {
    return (this.between(from, to).length * 1_000) / Math.max(1, to - from);
  }

  /** How often the picture's size changed: a layer was switched, or the sender scaled it. */
  switches(from: number, to: number): number {
    const heights = this.between(from, to).map(([, height]) => height);
    return heights.filter((height, index) => index > 0 && height !== heights[index - 1]).length;
  }

  get height(): number {
    return this.frames.at(-1)?.[1] ?? 0;
  }

  get lastAt(): number {
    return this.frames.at(-1)?.[0] ?? 0;
  }

  firstAfter(from: number): number | null {
    return this.frames.find(([at]) => at >= from)?.[0] ?? null;
  }
}
