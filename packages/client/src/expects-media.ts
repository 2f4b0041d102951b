import type { Tile } from '@plenary/protocol';
import type { RoomState } from './state.ts';

/**
 * Whether anything should be arriving now: a video that is in view and not paused, or the voice of somebody who
 * speaks. A room in which all are muted is silent and in order.
 * @param view what is shown; `null` when that was never said
 */
export function expectsMedia(room: RoomState | null, view: readonly Tile[] | null): boolean {
  if (room === null) {
    return false;
  }
  const shown = view === null ? null : new Set(view.map(({ peerId, source }) => `${peerId} ${source}`));
  const speaking = new Set(room.speakers.map(({ peerId }) => peerId));
  return [...room.consumers.values()].some(({ peerId, producerId, source }) => {
    const track = room.peers.get(peerId)?.tracks.find((candidate) => candidate.producerId === producerId);
    if (track === undefined || track.paused) {
      return false;
    }
    const isVideo = source === 'camera' || source === 'screen';
    return isVideo ? shown === null || shown.has(`${peerId} ${source}`) : speaking.has(peerId);
  });
}
