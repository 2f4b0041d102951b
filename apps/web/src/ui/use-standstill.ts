import { useEffect, useState, type RefObject } from 'react';
import { NewFrames } from './new-frames';

const LOOK_MS = 250;
/** Longer than a lost packet holds up a picture; a person takes it for frozen then. */
const STANDSTILL_MS = 1_500;

/**
 * Whether a video has had no new frame for a while, though the page can be seen.
 * @param isWatched false: not of interest, and the answer is no
 */
export function useStandstill(element: RefObject<HTMLVideoElement | null>, isWatched: boolean): boolean {
  const [standsStill, setStandsStill] = useState(false);

  useEffect(() => {
    if (!isWatched) {
      return undefined;
    }
    const frames = new NewFrames();
    let movedAt = performance.now();
    let lookedAt = movedAt;
    const timer = setInterval(() => {
      const now = performance.now();
      // Timers of hidden pages are slowed down, and so are those of a computer that slept: no frames were due.
      const wasAway = document.hidden || now - lookedAt > 4 * LOOK_MS;
      if (frames.since(element.current) || wasAway) {
        movedAt = now;
      }
      lookedAt = now;
      setStandsStill(now - movedAt > STANDSTILL_MS);
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [element, isWatched]);

  return isWatched && standsStill;
}
