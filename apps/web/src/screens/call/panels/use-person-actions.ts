import type { ErrorCode, PeerId } from '@plenary/protocol';
import { useCallback, useState } from 'react';
import { errorCodeOf, useCall } from '@/call';

/** What a host can do about somebody. */
export type PersonAction = 'toStage' | 'toAudience' | 'makeHost' | 'endHost' | 'lowerHand';

export interface PersonFailure {
  readonly action: PersonAction;
  readonly code: ErrorCode;
}

export interface PersonActions {
  /** Resolves with whether it was done. Keeps its identity. */
  readonly act: (peerId: PeerId, action: PersonAction) => Promise<boolean>;
  /** What the last of them failed with; `null` when it was done. */
  readonly failure: PersonFailure | null;
}

const ROLES = { toStage: 'speaker', toAudience: 'viewer', makeHost: 'host', endHost: 'speaker' } as const;

/** Moves people between stage and audience and makes them hosts. */
export function usePersonActions(): PersonActions {
  const { stage } = useCall();
  const [failure, setFailure] = useState<PersonFailure | null>(null);
  const act = useCallback(
    async (peerId: PeerId, action: PersonAction) => {
      try {
        await (action === 'lowerHand' ? stage.lowerHand(peerId) : stage.setRole(peerId, ROLES[action]));
        setFailure(null);
        return true;
      } catch (error) {
        setFailure({ action, code: errorCodeOf(error) });
        return false;
      }
    },
    [stage],
  );
  return { act, failure };
}
