import type { CallState } from '@plenary/client';
import { useCall, useCallState } from '@/call';

const selectHandRaised = (state: CallState) => state.room?.handRaised ?? false;

/** Whether one's own hand is up, and the switch for it. Where the server refuses, it stays as it was. */
export function useHand(): { readonly isUp: boolean; readonly toggle: () => void } {
  const { stage } = useCall();
  const isUp = useCallState(selectHandRaised);
  return { isUp, toggle: () => void stage.raiseHand(!isUp).catch(() => undefined) };
}
