import type { CallState } from '@plenary/client';
import { useState } from 'react';
import { useCallState } from '@/call';

const selectLast = (state: CallState) => state.room?.questions.at(-1)?.askedAt ?? 0;

/**
 * How many open questions of others came since the panel was last open. Those from before one joined count as known.
 * @param isOpen whether the panel is open now
 */
export function useNewQuestions(isOpen: boolean): number {
  const last = useCallState(selectLast);
  // A time instead of an id: the question itself may be removed.
  const [known, setKnown] = useState(last);
  if (isOpen && known < last) {
    setKnown(last);
  }
  return useCallState((state) => {
    const { questions = [], selfId } = state.room ?? {};
    const isNew = (askedAt: number) => !isOpen && askedAt > known;
    return questions.filter((q) => isNew(q.askedAt) && q.peerId !== selfId && q.status === 'open').length;
  });
}
