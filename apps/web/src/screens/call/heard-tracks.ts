import type { CallState } from '@plenary/client';

type Room = NonNullable<CallState['room']>;

/**
 * What is to be heard, as `participant:source` joined by commas: one string per set of tracks, which changes when one
 * comes or goes and with nothing else. While a call moves a source may be received twice, and is heard once.
 */
export function heardTracks({ room }: { readonly room: Pick<Room, 'consumers'> | null }): string {
  const audio = [...(room?.consumers.values() ?? [])].filter(({ kind }) => kind === 'audio');
  return [...new Set(audio.map(({ peerId, source }) => `${peerId}:${source}`))].join();
}
