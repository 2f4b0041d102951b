import type { CallState } from '@plenary/client';
import type { Stoppable } from '@plenary/protocol';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useCallState } from '@/call';

const selectRefused = (state: CallState) => state.refused;

/** Tells that the room does not allow what was just pressed: a label that says so is not seen on a touch screen. */
export function useRefusedNotice(onRefused: (source: Stoppable) => void): void {
  const refused = useCallState(selectRefused);
  const last = useRef(refused);
  const tell = useEffectEvent(onRefused);
  useEffect(() => {
    if (refused !== last.current && refused !== null) {
      tell(refused.source);
    }
    last.current = refused;
  }, [refused]);
}
