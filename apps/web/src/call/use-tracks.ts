'use client';

import type { TrackSource } from '@plenary/protocol';
import { useLasting } from '@/ui/use-lasting';
import { useCallValue } from './use-call-state';

/** As long as a picture may stand still before it counts as frozen, in milliseconds. */
const PICTURE_LASTS_MS = 1_500;

/** This participant's own track of a source, or `null` while there is none. */
export function useLocalTrack(source: TrackSource): MediaStreamTrack | null {
  return useCallValue((call) => call.localTrack(source));
}

/** The received track of another participant, or `null` while the server sends none. */
export function useRemoteTrack(peerId: string, source: TrackSource): MediaStreamTrack | null {
  return useCallValue((call) => call.remoteTrack(peerId, source));
}

/**
 * The received picture of another participant. One that ends lasts for a moment, and may be followed by another without
 * a break: when the worker of who sends it is lost, say.
 */
export function useRemotePicture(peerId: string, source: 'camera' | 'screen'): MediaStreamTrack | null {
  return useLasting(useRemoteTrack(peerId, source), PICTURE_LASTS_MS);
}
