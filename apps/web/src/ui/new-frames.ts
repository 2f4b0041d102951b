/** What of a video element tells of its frames. */
export type FrameSource = Pick<HTMLVideoElement, 'getVideoPlaybackQuality'> & {
  /** Not in every browser. */
  readonly requestVideoFrameCallback?: (callback: () => void) => number;
};

/**
 * Tells, each time it is asked, whether a video has had a frame since it was last asked. Chromium and Safari count the
 * frames of a stream; Firefox counts those of files only, but calls back for the next one of a stream.
 */
export class NewFrames {
  #video: FrameSource | null = null;
  #count = 0;
  /** The browser was asked to call back, and has not yet. */
  #waits = false;
  #called = false;

  /** @param video the element there is now; another one counts as new frames */
  since(video: FrameSource | null): boolean {
    const isOther = video !== this.#video;
    if (isOther) {
      this.#video = video;
      this.#waits = false;
      this.#called = false;
    }
    const count = video?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
    const isNew = isOther || this.#called || count !== this.#count;
    this.#count = count;
    this.#called = false;
    if (count === 0) {
      // Where they are counted the callback, which has the whole page drawn anew, is spared.
      this.#wait();
    }
    return isNew;
  }

  #wait(): void {
    const video = this.#video;
    if (this.#waits || video?.requestVideoFrameCallback === undefined) {
      return;
    }
    this.#waits = true;
    video.requestVideoFrameCallback(() => {
      if (video === this.#video) {
        this.#waits = false;
        this.#called = true;
      }
    });
  }
}
