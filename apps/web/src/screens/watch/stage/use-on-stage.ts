import type { CallState } from '@plenary/client';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useCallState } from '@/call';
import { usePeerIds, useSelfId } from '../../call/hooks/use-room';
import { useSharers } from '../../call/hooks/use-sharers';
import { useStageOrder } from '../../call/hooks/use-stage-order';
import type { OnStage } from './arrange';

/** So long someone has to speak before the large tile becomes theirs: a cough does not switch. */
const TURN_MS = 800;
/** Places that speakers are brought forward to. */
const FRONT = 4;

/** Who is on the stage beside oneself, in the order of their tiles, and who of them speaks. */
export function useOnStage(): OnStage {
  const ids = usePeerIds();
  const selfId = useSelfId();
  const others = useMemo(() => ids.filter((id) => id !== selfId), [ids, selfId]);
  const people = useStageOrder(others, FRONT);
  const sharers = useSharers();
  const speaker = useActiveSpeaker(people);
  return useMemo(() => ({ people, sharers, speaker }), [people, sharers, speaker]);
}

/** Who has the word: they keep it until someone else has spoken for a while. */
function useActiveSpeaker(people: readonly string[]): string | null {
  const [chosen, setChosen] = useState<string | null>(null);
  const loudest = useCallState(
    useCallback(
      ({ room }: CallState) => room?.speakers.find(({ peerId }) => people.includes(peerId))?.peerId ?? null,
      [people],
    ),
  );
  const current = chosen !== null && people.includes(chosen) ? chosen : null;

  useEffect(() => {
    if (loudest === null || loudest === current) {
      return undefined;
    }
    const timer = setTimeout(() => setChosen(loudest), current === null ? 0 : TURN_MS);
    return () => clearTimeout(timer);
  }, [loudest, current]);

  return current ?? loudest ?? people[0] ?? null;
}
