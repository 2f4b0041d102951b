import type { RoomId } from '@plenary/protocol';
import { useEffect, useState } from 'react';
import { useCallState } from '@/call';
import { isSentOut } from './hls-address';

/** How often is asked whether the room has an HLS output, in milliseconds. */
const ASK_MS = 3_000;

/** `direct`: media come the usual way, or may still; `blocked`: they don't; `hls`: they don't, and HLS takes their place. */
export type Fallback = 'direct' | 'blocked' | 'hls';

/**
 * Which way the room can be watched. Where the network lets no media pass, it looks for the room's HLS output. Media
 * that come after all bring the usual way back.
 */
export function useFallback(roomId: RoomId): Fallback {
  const isBlocked = useCallState((state) => state.media === 'blocked');
  const isLive = useHlsLive(roomId, isBlocked);
  return isBlocked ? (isLive ? 'hls' : 'blocked') : 'direct';
}

/** Whether there is a playlist; asked over HTTP, as there may be no call. */
export function useHlsLive(roomId: RoomId, isAsked: boolean): boolean {
  const [isLive, setLive] = useState(false);
  useEffect(() => {
    if (!isAsked) {
      return undefined;
    }
    let isCurrent = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      const isThere = await isSentOut(roomId);
      if (isCurrent) {
        // An answer that did not come says nothing.
        if (isThere !== null) {
          setLive(isThere);
        }
        timer = setTimeout(() => void ask(), ASK_MS);
      }
    };
    void ask();
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [roomId, isAsked]);
  return isLive;
}
