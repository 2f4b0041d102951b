import type { CallState, HostWord } from '@plenary/client';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useCallState } from '@/call';

type Stopped = Extract<HostWord, { kind: 'stopped' }>;

const selectWord = (state: CallState) => state.room?.hostWord ?? null;

/** Tells that a host, or the room's settings, turned something of one's own off. */
export function useStoppedNotice(onStopped: (word: Stopped) => void): void {
  const word = useCallState(selectWord);
  // What was said before this screen was there is old.
  const last = useRef(word);
  const tell = useEffectEvent(onStopped);
  useEffect(() => {
    if (word !== last.current && word?.kind === 'stopped') {
      tell(word);
    }
    last.current = word;
  }, [word]);
}
