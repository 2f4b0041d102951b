import type { CallState, LocalTrackState } from '@plenary/client';
import type { TrackSource } from '@plenary/protocol';
import { useCallback } from 'react';
import { useCallState } from '@/call';

/** How one's own track of a source stands. */
export function useLocalState(source: TrackSource): LocalTrackState {
  return useCallState(useCallback((state: CallState) => state.local.tracks[source], [source]));
}

/** Whether one's own microphone, camera or screen is on. */
export function useIsOn(source: TrackSource): boolean {
  return useLocalState(source).status === 'on';
}
