import { useState } from 'react';
import { advanceOrder, NO_ORDER } from '../layout/order';
import { useSelfId, useSpeakerIds } from './use-room';

/**
 * The given participants in the order of their tiles: oneself first, everyone else where they were, and
 * speakers on the first page.
 * @param firstPage how many tiles the first page holds
 */
export function useStageOrder(peerIds: readonly string[], firstPage: number): readonly string[] {
  const self = useSelfId();
  const speakers = useSpeakerIds();
  const [state, setState] = useState(NO_ORDER);
  const next = advanceOrder(state, {
    present: peerIds,
    self,
    speakers: speakers.filter((id) => peerIds.includes(id)),
    firstPage,
  });
  if (next !== state) {
    setState(next);
  }
  return next.order;
}
