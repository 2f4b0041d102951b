import type { RoomId } from '@plenary/protocol';
import { useEffect, useState, type RefObject } from 'react';
import { playlistAddress } from './hls-address';
import { START, playHls, type HlsReading } from './play-hls';

/** Plays a room's playlist in a video element for as long as it is mounted. */
export function useHls(element: RefObject<HTMLVideoElement | null>, roomId: RoomId): HlsReading {
  const [reading, setReading] = useState(START);
  useEffect(() => {
    const video = element.current;
    return video === null ? undefined : playHls(video, () => playlistAddress(roomId), setReading);
  }, [element, roomId]);
  return reading;
}
