import { useLayoutEffect, type RefObject } from 'react';

/**
 * Whether another track may take the place of one that is being played, in the same stream: in Chromium, the one that
 * tells of itself this way. Elsewhere the element gets another stream.
 */
const swapsTracks = (): boolean => 'userAgentData' in navigator;

/**
 * Has a media element play one track. When another takes its place (the call moves to another worker, say) the element
 * and its player stay, with the last picture until the next one is there: a new source would empty it (HTML, the media
 * element load algorithm) and take several times as long to show anything.
 */
export function useSourceTrack(element: RefObject<HTMLMediaElement | null>, track: MediaStreamTrack): void {
  useLayoutEffect(() => {
    const media = element.current;
    return () => play(media, null);
  }, [element]);

  useLayoutEffect(() => play(element.current, track), [element, track]);
}

function play(media: HTMLMediaElement | null, track: MediaStreamTrack | null): void {
  if (media === null) {
    return;
  }
  const stream = media.srcObject;
  if (track !== null && stream instanceof MediaStream && swapsTracks()) {
    const before = stream.getTracks().filter((other) => other !== track);
    // In this order the player looks for its track once.
    stream.addTrack(track);
    before.forEach((other) => stream.removeTrack(other));
    // A stream whose tracks had all ended has stopped the element.
    media.play().catch(() => undefined);
  } else {
    media.srcObject = track === null ? null : new MediaStream([track]);
  }
}
