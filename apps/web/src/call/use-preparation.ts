'use client';

import type { ErrorCode } from '@plenary/protocol';
import { useEffect, useState } from 'react';
import { useCall } from './call-context';
import { errorCodeOf } from './error-code';
import { useCallState } from './use-call-state';

export interface Preparation {
  /** Why the server can't be joined, or `null` while nothing speaks against it. */
  readonly failure: ErrorCode | null;
  readonly isPreparing: boolean;
  /** Whether it is known how things stand. */
  readonly isSettled: boolean;
  readonly retry: () => void;
}

/**
 * Gets everything ready for joining while the person is still at the door.
 * @param hasToken without one, the door of a closed server is known to be shut before anybody knocks
 */
export function usePreparation(hasToken: boolean): Preparation {
  const call = useCall();
  const [failure, setFailure] = useState<ErrorCode | null>(null);
  const [isSettled, setSettled] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const isPreparing = useCallState((state) => state.connection.status === 'preparing');

  useEffect(() => {
    let isCurrent = true;
    const settle = (outcome: ErrorCode | null) => {
      if (isCurrent) {
        setFailure(outcome);
        setSettled(true);
      }
    };
    call.prepare().then(
      ({ tokenRequired }) => settle(tokenRequired && !hasToken ? 'TOKEN_REQUIRED' : null),
      (error: unknown) => settle(errorCodeOf(error)),
    );
    return () => {
      isCurrent = false;
    };
  }, [call, attempt, hasToken]);

  return { failure, isPreparing, isSettled, retry: () => setAttempt((count) => count + 1) };
}
