import { useEffect, useEffectEvent } from 'react';
import { useCall } from '@/call';
import { eventsBetween, mergeEvents, NO_EVENTS, type RoomEvents } from './room-events';

// People come in bursts when a meeting starts: one notice for each burst.
const COLLECT_MS = 1_200;

/** Calls `onEvents` shortly after people came, left or began to share, for all of that time together. */
export function useRoomEvents(onEvents: (events: RoomEvents) => void): void {
  const call = useCall();
  const report = useEffectEvent(onEvents);
  useEffect(() => {
    let before = call.getState().room;
    let collected = NO_EVENTS;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unsubscribe = call.subscribe(() => {
      const after = call.getState().room;
      if (before !== null && after !== null && before !== after) {
        const events = eventsBetween(before, after);
        if (hasAny(events)) {
          collected = mergeEvents(collected, events);
          timer ??= setTimeout(() => {
            timer = undefined;
            if (hasAny(collected)) {
              report(collected);
            }
            collected = NO_EVENTS;
          }, COLLECT_MS);
        }
      }
      before = after;
    });
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [call]);
}

function hasAny(events: RoomEvents): boolean {
  return events.joined.length + events.left.length + events.sharing.length > 0;
}
