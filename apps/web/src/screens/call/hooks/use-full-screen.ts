import { useCallback, useSyncExternalStore } from 'react';

export interface FullScreen {
  /** False where the browser has no full screen for pages, as on iPhones. */
  readonly isSupported: boolean;
  /** Whether anything of the page fills the screen now. */
  readonly isOn: boolean;
  /** Fills the screen with `element` (by default the whole page), or gives it back. */
  readonly toggle: (element?: HTMLElement | null) => void;
}

function subscribe(listener: () => void): () => void {
  document.addEventListener('fullscreenchange', listener);
  return () => document.removeEventListener('fullscreenchange', listener);
}

export function useFullScreen(): FullScreen {
  const isOn = useSyncExternalStore(subscribe, () => document.fullscreenElement !== null);
  const toggle = useCallback((element?: HTMLElement | null) => {
    const done =
      document.fullscreenElement === null
        ? (element ?? document.documentElement).requestFullscreen()
        : document.exitFullscreen();
    // Refused when it does not follow from a click; the button still stands as it was.
    done.catch(() => undefined);
  }, []);
  return { isSupported: document.fullscreenEnabled, isOn, toggle };
}
