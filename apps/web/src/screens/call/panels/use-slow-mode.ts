import type { CallState } from '@plenary/client';
import { useEffect, useState } from 'react';
import { useCallState } from '@/call';
import { useIsOnStage } from '../hooks/use-room';

const selectSeconds = (state: CallState) => state.room?.settings.slowModeSeconds ?? 0;

export interface SlowMode {
  /** Seconds between two messages of this person; 0 is off, as for everyone on the stage. */
  readonly seconds: number;
  /** Seconds until the next message may be sent; 0 is now. */
  readonly wait: number;
  /** To be called after a message was sent. */
  readonly begin: () => void;
}

/** How long a viewer has to wait between two messages. */
export function useSlowMode(): SlowMode {
  const isOnStage = useIsOnStage();
  const chosen = useCallState(selectSeconds);
  const seconds = isOnStage ? 0 : chosen;
  const [sentAt, setSentAt] = useState<number | null>(null);
  const [now, setNow] = useState(() => performance.now());
  const until = sentAt === null ? 0 : sentAt + seconds * 1_000;
  const wait = Math.max(0, Math.ceil((until - now) / 1_000));

  const isWaiting = wait > 0;
  useEffect(() => {
    if (!isWaiting) {
      return undefined;
    }
    const timer = setInterval(() => setNow(performance.now()), 250);
    return () => clearInterval(timer);
  }, [isWaiting]);

  const begin = () => {
    const time = performance.now();
    setSentAt(time);
    setNow(time);
  };
  return { seconds, wait, begin };
}
