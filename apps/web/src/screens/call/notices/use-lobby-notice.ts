import { useEffect, useEffectEvent, useRef } from 'react';
import { useLobby } from '../hooks/use-lobby';

/** Many who come at once are one notice: the badge says how many they are. */
const QUIET_MS = 10_000;

/** Tells a host that somebody new waits in the lobby. */
export function useLobbyNotice(onVisitor: (name: string) => void): void {
  const { visitors } = useLobby();
  const toldAt = useRef(-Infinity);
  const known = useRef<ReadonlySet<string>>(new Set());
  const tell = useEffectEvent(onVisitor);
  useEffect(() => {
    const newest = visitors.findLast(({ id }) => !known.current.has(id));
    known.current = new Set(visitors.map(({ id }) => id));
    if (newest !== undefined && performance.now() - toldAt.current > QUIET_MS) {
      toldAt.current = performance.now();
      tell(newest.name);
    }
  }, [visitors]);
}
