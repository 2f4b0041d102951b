'use client';

import { useEffect, useEffectEvent } from 'react';
import { useCall } from './call-context';

/** Hands the statistics of what is received to `onReport` every so many milliseconds, while the page can be seen. */
export function useReceptionStats(intervalMs: number, onReport: (report: RTCStatsReport) => void): void {
  const call = useCall();
  const hand = useEffectEvent(onReport);
  useEffect(() => {
    let isCurrent = true;
    const timer = setInterval(() => {
      if (document.hidden) {
        return;
      }
      // Statistics of transports that close meanwhile are of no interest.
      call.stats().then(
        (stats) => {
          if (isCurrent && stats !== null) {
            hand(stats.recv);
          }
        },
        () => undefined,
      );
    }, intervalMs);
    return () => {
      isCurrent = false;
      clearInterval(timer);
    };
  }, [call, intervalMs]);
}
