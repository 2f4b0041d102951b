'use client';

import type { TrackSource } from '@plenary/protocol';
import { useCallValue } from './use-call-state';

/** This participant's own track of a source, or `null` while there is none. */
export function useLocalTrack(source: TrackSource): MediaStreamTrack | null {
  return useCallValue((call) => call.localTrack(source));
}

/** The received track of another participant, or `null` while the server sends none. */
export function useRemoteTrack(peerId: string, source: TrackSource): MediaStreamTrack | null {
  return useCallValue((call) => call.remoteTrack(peerId, source));
}
