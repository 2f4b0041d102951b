import { useMemo } from 'react';
import { useCall } from '@/call';
import { useIsMeantOn, useIsOn } from '../hooks/use-local';

/** One's own microphone, camera and screen share: whether each is on, and the switch for it. */
export function useControls() {
  const call = useCall();
  const mic = useIsMeantOn('mic');
  const camera = useIsMeantOn('camera');
  const screen = useIsOn('screen');
  return useMemo(
    () => ({
      mic,
      camera,
      screen,
      canShare: 'getDisplayMedia' in (navigator.mediaDevices ?? {}),
      toggleMic: () => void call.setMic(!mic),
      toggleCamera: () => void call.setCamera(!camera),
      toggleScreen: () => void call.setScreen(!screen),
      leave: () => void call.leave().catch(() => undefined),
    }),
    [call, mic, camera, screen],
  );
}
