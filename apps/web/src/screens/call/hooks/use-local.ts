import type { CallState, LocalTrackState } from '@plenary/client';
import type { TrackSource } from '@plenary/protocol';
import { useCallback } from 'react';
import { useCallState } from '@/call';

/** How one's own track of a source stands. */
export function useLocalState(source: TrackSource): LocalTrackState {
  return useCallState(useCallback((state: CallState) => state.local.tracks[source], [source]));
}

/** Whether one's own microphone or camera is meant to be on: while the system holds it back too. */
export function useIsMeantOn(source: TrackSource): boolean {
  const { status } = useLocalState(source);
  return status === 'on' || status === 'interrupted';
}

/** Whether one's own microphone, camera or screen is on. */
export function useIsOn(source: TrackSource): boolean {
  return useLocalState(source).status === 'on';
}
