import type { CallState } from '@plenary/client';
import type { Hand, Peer, Role, TrackSource } from '@plenary/protocol';
import { useCallback, useMemo } from 'react';
import { useCallState } from '@/call';

/*
 * One small hook per question about the room. Lists are read as one string of ids, so that a component renders
 * again when the list changes and not with every change inside the room. Ids hold no comma.
 */

const split = (ids: string): readonly string[] => (ids === '' ? [] : ids.split(','));

const NO_HANDS: { readonly hands: readonly Hand[]; readonly total: number } = { hands: [], total: 0 };

const selectSelfId = (state: CallState) => state.room?.selfId ?? '';
const selectRole = (state: CallState) => state.room?.self.role ?? 'viewer';
const selectIsBroadcast = (state: CallState) => state.room?.settings.kind === 'broadcast';
const selectViewerCount = (state: CallState) => state.room?.viewers ?? 0;
const selectHands = (state: CallState) => state.room?.hands ?? NO_HANDS;
const selectPeerIds = (state: CallState) => [...(state.room?.peers.keys() ?? [])].join();
const selectPeerCount = (state: CallState) => state.room?.peers.size ?? 0;
const selectSpeakerIds = (state: CallState) => (state.room?.speakers ?? []).map(({ peerId }) => peerId).sort().join();
const selectSharerIds = (state: CallState) =>
  [...(state.room?.peers.values() ?? [])]
    .filter((peer) => peer.id !== state.room?.selfId && isLive(peer, 'screen'))
    .map((peer) => peer.id)
    .join();

/** Whether a participant sends a track of this source that is neither muted nor off. */
export function isLive(peer: Peer | undefined, source: TrackSource): boolean {
  return peer?.tracks.some((track) => track.source === source && !track.paused) ?? false;
}

/** One's own participant id. */
export function useSelfId(): string {
  return useCallState(selectSelfId);
}

/** One's own role. */
export function useRole(): Role {
  return useCallState(selectRole);
}

/** Whether oneself is a host of the meeting. */
export function useIsHost(): boolean {
  return useRole() === 'host';
}

/** Whether oneself takes part, instead of watching. */
export function useIsOnStage(): boolean {
  return useRole() !== 'viewer';
}

/** Whether those who come in watch. */
export function useIsBroadcast(): boolean {
  return useCallState(selectIsBroadcast);
}

/** How many watch. */
export function useViewerCount(): number {
  return useCallState(selectViewerCount);
}

/** The raised hands, those raised first before others, and how many there are; none for viewers. */
export function useHands(): { readonly hands: readonly Hand[]; readonly total: number } {
  return useCallState(selectHands);
}

/** Whether this participant's hand is up. */
export function useHasHandUp(peerId: string): boolean {
  return useCallState(
    useCallback((state: CallState) => state.room?.hands.hands.some((hand) => hand.peerId === peerId) ?? false, [peerId]),
  );
}

/** The ids of everyone who takes part, oneself included, in the order in which they joined. */
export function usePeerIds(): readonly string[] {
  const ids = useCallState(selectPeerIds);
  return useMemo(() => split(ids), [ids]);
}

/** How many take part, oneself included. */
export function usePeerCount(): number {
  return useCallState(selectPeerCount);
}

/** One participant; `undefined` once they have left. */
export function usePeer(peerId: string): Peer | undefined {
  return useCallState(useCallback((state: CallState) => state.room?.peers.get(peerId), [peerId]));
}

/** Whether a participant's track, which is on, is kept back because this browser can't decode it. */
export function useIsUnplayable(peerId: string, source: TrackSource): boolean {
  return useCallState(
    useCallback(
      ({ room }: CallState) =>
        room !== null && room.unplayable.size > 0
        && (room.peers.get(peerId)?.tracks.some((track) =>
          track.source === source && !track.paused && room.unplayable.has(track.producerId)) ?? false),
      [peerId, source],
    ),
  );
}

/** Whether this participant speaks now. */
export function useIsSpeaking(peerId: string): boolean {
  return useCallState(
    useCallback(
      (state: CallState) => state.room?.speakers.some((speaker) => speaker.peerId === peerId) ?? false,
      [peerId],
    ),
  );
}

/** The ids of all who speak now, sorted by id. */
export function useSpeakerIds(): readonly string[] {
  const ids = useCallState(selectSpeakerIds);
  return useMemo(() => split(ids), [ids]);
}

/** The ids of the others who share their screen now, in the order in which they joined. */
export function useSharerIds(): readonly string[] {
  const ids = useCallState(selectSharerIds);
  return useMemo(() => split(ids), [ids]);
}
