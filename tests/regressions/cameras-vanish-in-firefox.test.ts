import { expect, test } from '@jest/globals';
import { NewFrames, type FrameSource } from '../../apps/web/src/ui/new-frames.ts';

/** A video element of a browser that counts frames of streams, or calls back for them, or both. */
class Video implements FrameSource {
  readonly #counts: boolean;
  #count = 0;
  #callbacks: (() => void)[] = [];
  readonly requestVideoFrameCallback?: (callback: () => void) => number;

  constructor({ counts, callsBack }: { counts: boolean; callsBack: boolean }) {
    this.#counts = counts;
    if (callsBack) {
      this.requestVideoFrameCallback = (callback) => this.#callbacks.push(callback);
    }
  }

  get waiting(): number {
    return this.#callbacks.length;
  }

  getVideoPlaybackQuality(): VideoPlaybackQuality {
    return { creationTime: 0, droppedVideoFrames: 0, totalVideoFrames: this.#counts ? this.#count : 0 } as VideoPlaybackQuality;
  }

  frame(): void {
    this.#count += 1;
    this.#callbacks.splice(0).forEach((callback) => callback());
  }
}

/** Firefox does not count the frames of streams: every camera counted as standing still, and was made transparent. */
test.each([
  ['Firefox', { counts: false, callsBack: true }],
  ['Chromium', { counts: true, callsBack: true }],
  ['a browser without callbacks', { counts: true, callsBack: false }],
])('frames are noticed in %s, and so is when there are none', (_browser, abilities) => {
  const video = new Video(abilities);
  const frames = new NewFrames();
  expect(frames.since(video)).toBe(true);
  expect(frames.since(video)).toBe(false);
  for (let look = 0; look < 3; look++) {
    video.frame();
    video.frame();
    expect(frames.since(video)).toBe(true);
  }
  expect(frames.since(video)).toBe(false);
  // However often it is asked, one callback is waited for, and none where frames are counted.
  expect(video.waiting).toBe(abilities.callsBack && !abilities.counts ? 1 : 0);
});

test('another element counts as new, and calls of the earlier one no more', () => {
  const [earlier, later] = [new Video({ counts: false, callsBack: true }), new Video({ counts: false, callsBack: true })];
  const frames = new NewFrames();
  frames.since(earlier);
  expect(frames.since(later)).toBe(true);
  earlier.frame();
  expect(frames.since(later)).toBe(false);
  later.frame();
  expect(frames.since(later)).toBe(true);
});
