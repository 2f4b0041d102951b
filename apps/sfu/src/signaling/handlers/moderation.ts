import type { Handlers } from '../context.ts';

export const moderation = {
  admit({ room }, { visitorId }) {
    room.door.lobby.admit(visitorId);
    return {};
  },

  deny({ room }, { visitorId }) {
    room.door.lobby.deny(visitorId);
    return {};
  },

  admitAll({ room }) {
    room.door.lobby.admitAll();
    return {};
  },

  async stopMedia({ room, peer }, { peerId, source }) {
    await room.moderation.stop(peer, peerId, source);
    return {};
  },

  async muteAll({ room, peer }) {
    await room.moderation.muteAll(peer);
    return {};
  },

  async askToUnmute({ room, peer }, { peerId }) {
    await room.moderation.askToUnmute(peer, peerId);
    return {};
  },

  removePeer({ room, peer }, { peerId }) {
    room.moderation.removePeer(peer, peerId);
    return {};
  },

  endMeeting({ rooms, room }) {
    rooms.end(room.id, 'ended');
    return {};
  },
} satisfies Partial<Handlers>;
