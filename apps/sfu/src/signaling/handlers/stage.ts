import type { Handlers } from '../context.ts';

export const stage = {
  setRole({ room }, { peerId, role }) {
    room.stage.setRole(peerId, role);
    return {};
  },

  leaveStage({ room, peer }) {
    room.stage.setRole(peer.id, 'viewer');
    return {};
  },

  listAudience({ room }, page) {
    return room.roster.page(page, room.hands.ids);
  },

  raiseHand({ room, peer }, { raised }) {
    if (raised) {
      return { position: room.hands.raise(peer) };
    }
    room.hands.lower(peer.id);
    return { position: null };
  },

  lowerHand({ room }, { peerId }) {
    room.stage.lowerHand(peerId);
    return {};
  },
} satisfies Partial<Handlers>;
