import type { CallState, Refusal } from '@plenary/client';
import type { Stoppable } from '@plenary/protocol';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useCallState } from '@/call';

const selectRefused = (state: CallState) => state.refused;

/** Tells that what was just pressed is not allowed: a label that says so is not seen on a touch screen. */
export function useRefusedNotice(onRefused: (source: Stoppable, by: Refusal) => void): void {
  const refused = useCallState(selectRefused);
  const last = useRef(refused);
  const tell = useEffectEvent(onRefused);
  useEffect(() => {
    if (refused !== last.current && refused !== null) {
      tell(refused.source, refused.by);
    }
    last.current = refused;
  }, [refused]);
}
