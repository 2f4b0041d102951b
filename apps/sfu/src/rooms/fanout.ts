import type { PeerId, Role } from '@plenary/protocol';
import type { TrackRef } from './ports.ts';

/** What fan-out looks at: plain facts, no connections and no media. */
export interface Publisher {
  readonly id: PeerId;
  readonly role: Role;
  readonly tracks: readonly TrackRef[];
}

/**
 * The only answer to "who receives what": the tracks that a subscriber should receive now, the most wanted
 * first. Everyone receives every track of everyone else.
 */
export function wantedTracks(subscriberId: PeerId, publishers: Iterable<Publisher>): TrackRef[] {
  const wanted: TrackRef[] = [];
  for (const publisher of publishers) {
    if (publisher.id !== subscriberId) {
      wanted.push(...publisher.tracks);
    }
  }
  return wanted.sort((a, b) => PRIORITY[a.source] - PRIORITY[b.source]);
}

// What is heard comes before what is seen, and what is shown to all before who shows it.
const PRIORITY = { mic: 0, screenAudio: 1, screen: 2, camera: 3 } as const;

/** What must be started and stopped so that `held` becomes `wanted`. */
export function difference(
  held: ReadonlyMap<string, string>,
  wanted: readonly TrackRef[],
): { start: TrackRef[]; stop: string[] } {
  const ids = new Set(wanted.map((track) => track.producerId));
  return {
    start: wanted.filter((track) => !held.has(track.producerId)),
    stop: [...held.keys()].filter((producerId) => !ids.has(producerId)),
  };
}
