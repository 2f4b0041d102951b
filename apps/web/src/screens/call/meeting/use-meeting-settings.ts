import type { CallState } from '@plenary/client';
import type { ErrorCode, RoomSettings } from '@plenary/protocol';
import { useState } from 'react';
import { errorCodeOf, useCall, useCallState } from '@/call';

const selectSettings = (state: CallState) => state.room?.settings ?? null;

export interface MeetingSettings {
  /** As they will be when applied; `null` outside a meeting. */
  readonly settings: RoomSettings | null;
  readonly choose: (change: Partial<RoomSettings>) => void;
  /** Resolves with whether the server took them. */
  readonly apply: () => Promise<boolean>;
  readonly isApplying: boolean;
  /** Why the last attempt failed; `null` when it did not. */
  readonly failure: ErrorCode | null;
}

/**
 * The meeting's settings with what was chosen here and is not applied yet. What others change meanwhile shows, where
 * nothing else was chosen.
 */
export function useMeetingSettings(): MeetingSettings {
  const call = useCall();
  const current = useCallState(selectSettings);
  const [change, setChange] = useState<Partial<RoomSettings>>({});
  const [isApplying, setApplying] = useState(false);
  const [failure, setFailure] = useState<ErrorCode | null>(null);

  const apply = async (): Promise<boolean> => {
    if (Object.keys(change).length === 0) {
      return true;
    }
    setApplying(true);
    setFailure(null);
    try {
      await call.setRoomSettings(change);
      return true;
    } catch (error) {
      setFailure(errorCodeOf(error));
      return false;
    } finally {
      setApplying(false);
    }
  };

  return {
    settings: current === null ? null : { ...current, ...change },
    choose: (more) => setChange((last) => ({ ...last, ...more })),
    apply,
    isApplying,
    failure,
  };
}
