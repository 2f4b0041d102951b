import { useEffect, useSyncExternalStore, type RefObject } from 'react';

export interface PictureInPicture {
  /** False where the browser has no such window, or the page that embeds this one keeps it closed. */
  readonly isSupported: boolean;
  readonly isOn: boolean;
  readonly toggle: () => void;
}

function subscribe(listener: () => void): () => void {
  document.addEventListener('enterpictureinpicture', listener);
  document.addEventListener('leavepictureinpicture', listener);
  return () => {
    document.removeEventListener('enterpictureinpicture', listener);
    document.removeEventListener('leavepictureinpicture', listener);
  };
}

// Not every browser has it, whatever the DOM's types promise.
const current = () => (document.pictureInPictureElement as Element | null | undefined) ?? null;

/**
 * The large picture in a window of its own over all others. When another picture becomes the large one the window
 * goes on with it.
 * @param player what the pictures are in
 * @param large changes with what the large picture shows; `null` while there is none
 */
export function usePictureInPicture(player: RefObject<HTMLElement | null>, large: string | null): PictureInPicture {
  const isOn = useSyncExternalStore(subscribe, () => current() !== null);

  useEffect(() => {
    const shown = current();
    const video = largeVideo(player.current);
    // A window that is open already may change its picture without a click.
    if (shown !== null && video !== null && video !== shown) {
      video.requestPictureInPicture().catch(() => undefined);
    }
  }, [player, large]);

  return {
    isSupported: document.pictureInPictureEnabled,
    isOn,
    toggle: () => {
      const done = current() === null ? largeVideo(player.current)?.requestPictureInPicture() : document.exitPictureInPicture();
      // Refused where there is no picture yet; the button still stands as it was.
      done?.catch(() => undefined);
    },
  };
}

function largeVideo(player: HTMLElement | null): HTMLVideoElement | null {
  return player?.querySelector<HTMLVideoElement>('[data-large] video') ?? player?.querySelector('video') ?? null;
}
