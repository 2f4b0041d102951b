import { useState } from 'react';

export interface Sound {
  /** 0 to 1, whether or not it is muted. */
  readonly volume: number;
  /** By the viewer's wish. */
  readonly isMuted: boolean;
  /** The browser holds the sound back until the viewer clicks. */
  readonly isBlocked: boolean;
  /** Grows when playing should be tried again. */
  readonly retry: number;
  /** What is really to be played, 0 to 1. */
  readonly level: number;
  readonly setBlocked: (isBlocked: boolean) => void;
  readonly setVolume: (volume: number) => void;
  readonly toggle: () => void;
}

/** How loud the broadcast is played. */
export function useSound(): Sound {
  const [volume, setVolume] = useState(1);
  const [isMuted, setMuted] = useState(false);
  const [isBlocked, setBlocked] = useState(false);
  const [retry, setRetry] = useState(0);
  return {
    volume,
    isMuted,
    isBlocked,
    retry,
    level: isMuted ? 0 : volume,
    setBlocked,
    setVolume: (next) => {
      setVolume(next);
      setMuted(false);
    },
    toggle: () => {
      if (isBlocked) {
        setRetry((last) => last + 1);
        setMuted(false);
      } else if (volume === 0) {
        setVolume(1);
        setMuted(false);
      } else {
        setMuted((last) => !last);
      }
    },
  };
}
