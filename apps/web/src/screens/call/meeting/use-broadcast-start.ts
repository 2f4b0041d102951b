import type { ErrorCode } from '@plenary/protocol';
import { useEffect, useEffectEvent } from 'react';
import { errorCodeOf, useCall } from '@/call';
import { asksForBroadcast, forgetBroadcastWish } from '@/screens/shared/broadcast-wish';
import { useMayConfigure } from '../hooks/use-rights';

/**
 * Makes the room a broadcast when its first host comes in with an address that asks for it. It is asked for once:
 * the address loses the wish, so that a reload doesn't undo what the host chose since.
 */
export function useBroadcastStart(onFailure: (code: ErrorCode) => void): void {
  const call = useCall();
  const mayConfigure = useMayConfigure();
  const failed = useEffectEvent(onFailure);
  useEffect(() => {
    if (!asksForBroadcast()) {
      return;
    }
    forgetBroadcastWish();
    if (mayConfigure) {
      call.setRoomSettings({ kind: 'broadcast' }).catch((error: unknown) => failed(errorCodeOf(error)));
    }
  }, [call, mayConfigure]);
}
