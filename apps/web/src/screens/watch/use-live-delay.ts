import { useRef, useState } from 'react';
import { useReceptionStats } from '@/call';
import { delayBetween, delaySums, type DelayParts, type DelaySums } from './delay';

const INTERVAL_MS = 2_000;
const NO_SUMS: DelaySums = new Map();

/** How late the stage is shown here, measured every two seconds; `null` while nothing is known. */
export function useLiveDelay(): DelayParts | null {
  const last = useRef(NO_SUMS);
  const [delay, setDelay] = useState<DelayParts | null>(null);
  useReceptionStats(INTERVAL_MS, (report) => {
    const stats = [...report.values()];
    const sums = delaySums(stats);
    setDelay(delayBetween(last.current, sums, stats));
    last.current = sums;
  });
  return delay;
}
