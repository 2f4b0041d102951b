'use client';

import { useEffect, useLayoutEffect, useRef } from 'react';
import { useSourceTrack } from './use-source-track';

export interface AudioProps {
  readonly track: MediaStreamTrack;
  /** The loudspeaker's device id; `null` is the system's default. */
  readonly speakerId: string | null;
  /** 0 (silent) to 1. */
  readonly volume?: number;
  /** A number that grows when playing should be tried again, after a click of the person. */
  readonly attempt: number;
  /** Told whether the browser plays, or holds the sound back until the person clicks somewhere. */
  readonly onPlayback: (state: 'playing' | 'blocked') => void;
}

/** Plays one audio track. It shows nothing. */
export function Audio({ track, speakerId, volume = 1, attempt, onPlayback }: AudioProps) {
  const element = useRef<HTMLAudioElement>(null);
  useSourceTrack(element, track);

  // In the layout phase, so that it still runs inside the click that raised `attempt`.
  useLayoutEffect(() => {
    let current = true;
    element.current?.play().then(
      () => current && onPlayback('playing'),
      (error: unknown) => {
        if (current && error instanceof DOMException && error.name === 'NotAllowedError') {
          onPlayback('blocked');
        }
      },
    );
    return () => {
      current = false;
    };
  }, [track, attempt, onPlayback]);

  useLayoutEffect(() => {
    const audio = element.current;
    if (audio !== null) {
      audio.volume = volume;
      // Where the volume is the system's alone, silence still can be had.
      audio.muted = volume === 0;
    }
  }, [volume]);

  useEffect(() => {
    const audio = element.current;
    // Some browsers leave the choice of the loudspeaker to the system. A device that was unplugged is refused:
    // the sound then stays where it is.
    if (audio !== null && 'setSinkId' in audio) {
      audio.setSinkId(speakerId ?? '').catch(() => undefined);
    }
  }, [speakerId]);

  return <audio ref={element} />;
}
