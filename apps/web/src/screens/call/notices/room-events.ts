import type { RoomState } from '@plenary/client';
import type { Peer } from '@plenary/protocol';

/** What others in the room should hear of, between two states of it. */
export interface RoomEvents {
  /** Names, in the order in which they came. */
  readonly joined: readonly string[];
  readonly left: readonly string[];
  /** Names of those who began to share their screen. */
  readonly sharing: readonly string[];
}

export const NO_EVENTS: RoomEvents = { joined: [], left: [], sharing: [] };

/** The events from one state to a later one. What the person does themself is none. Pure. */
export function eventsBetween(before: RoomState, after: RoomState): RoomEvents {
  // After a reconnection the room is a new snapshot, perhaps the first page of it: that is nobody's coming or going.
  if (before.peers === after.peers || before.selfId !== after.selfId) {
    return NO_EVENTS;
  }
  const isOther = (peer: Peer) => peer.id !== after.selfId;
  const now = [...after.peers.values()].filter(isOther);
  // A large roster comes in pages after one joined: those on the later ones were here before.
  const { joinedAt } = after.self;
  const isNew = (peer: Peer) => !before.peers.has(peer.id) && peer.joinedAt >= joinedAt;
  const beganToShare = (peer: Peer) => (before.peers.has(peer.id) ? !sharesScreen(before.peers.get(peer.id)) : isNew(peer));
  return {
    joined: now.filter(isNew).map((peer) => peer.name),
    left: [...before.peers.values()].filter((peer) => isOther(peer) && !after.peers.has(peer.id)).map((peer) => peer.name),
    sharing: now.filter((peer) => sharesScreen(peer) && beganToShare(peer)).map((peer) => peer.name),
  };
}

/** Two lots of events as one; who came and went again within them is in neither list. */
export function mergeEvents(first: RoomEvents, second: RoomEvents): RoomEvents {
  const joined = [...first.joined, ...second.joined];
  const left = [...first.left, ...second.left];
  const passing = joined.filter((name) => left.includes(name));
  return {
    joined: joined.filter((name) => !passing.includes(name)),
    left: left.filter((name) => !passing.includes(name)),
    sharing: [...first.sharing, ...second.sharing],
  };
}

function sharesScreen(peer: Peer | undefined): boolean {
  return peer?.tracks.some((track) => track.source === 'screen' && !track.paused) ?? false;
}
