import { useState } from 'react';
import { keepOrder } from '../layout/order';
import { useSharerIds } from './use-room';

/** The others who share their screen now, in the order in which they began. */
export function useSharers(): readonly string[] {
  const present = useSharerIds();
  const [sharers, setSharers] = useState<readonly string[]>([]);
  const next = keepOrder(sharers, present, '');
  if (next !== sharers) {
    setSharers(next);
  }
  return next;
}
