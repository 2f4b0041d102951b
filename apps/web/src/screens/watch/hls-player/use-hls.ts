import { useEffect, useState, type RefObject } from 'react';
import { START, playHls, type HlsReading } from './play-hls';

/** Plays a live playlist in a video element for as long as it is mounted. */
export function useHls(element: RefObject<HTMLVideoElement | null>, url: string): HlsReading {
  const [reading, setReading] = useState(START);
  useEffect(() => {
    const video = element.current;
    return video === null ? undefined : playHls(video, url, setReading);
  }, [element, url]);
  return reading;
}
