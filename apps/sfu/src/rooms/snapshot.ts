import type { Snapshot, Speaker } from '@plenary/protocol';
import type { Peer } from './peer.ts';
import { leftOf } from './permissions.ts';
import type { Room } from './room.ts';

const NOBODY = { visitors: [], total: 0 };

/** The whole of a room as one of its peers may see it. */
export function snapshotOf(
  room: Room,
  self: Peer,
  { speakers, stopsAt }: { readonly speakers: readonly Speaker[]; readonly stopsAt: number | null },
): Snapshot {
  const { name, role, joinedAt } = self;
  return {
    roomId: room.id,
    selfId: self.id,
    self: { name, role, joinedAt, permissions: leftOf(self) },
    createdAt: room.createdAt,
    settings: room.settings,
    encryption: room.encryption.state,
    ...room.roster.snapshot(self),
    speakers: [...speakers],
    chat: room.chat.all(),
    pinnedMessage: room.chat.pinned,
    stopsAt,
    handRaised: room.hands.isUp(self.id),
    lobby: role === 'host' ? room.door.lobby.state : NOBODY,
    hands: role === 'viewer' ? [] : room.hands.state.hands,
    questions: room.questions.all(),
    hls: room.hls.status,
  };
}
