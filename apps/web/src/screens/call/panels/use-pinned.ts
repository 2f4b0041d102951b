import type { CallState } from '@plenary/client';
import type { ChatMessage } from '@plenary/protocol';
import { useCallback } from 'react';
import { useCall, useCallState } from '@/call';
import { useMayModerate } from '../hooks/use-rights';

const selectPinned = (state: CallState) => state.room?.pinnedMessage ?? null;

export interface Pinned {
  readonly message: ChatMessage | null;
  /** Pins a message for everyone, or takes it away with `null`; `null` for those who may not. Keeps its identity. */
  readonly pin: ((messageId: string | null) => void) | null;
}

/** The chat message that hosts keep in everyone's sight. */
export function usePinned(): Pinned {
  const { stage } = useCall();
  const message = useCallState(selectPinned);
  const mayModerate = useMayModerate();
  const pin = useCallback(
    // A message that is no longer remembered can't be pinned; it leaves the list by itself.
    (messageId: string | null) => void stage.pinMessage(messageId).catch(() => undefined),
    [stage],
  );
  return { message, pin: mayModerate ? pin : null };
}
