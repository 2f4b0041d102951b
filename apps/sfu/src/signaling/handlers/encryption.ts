import type { Handlers } from '../context.ts';

export const encryption = {
  sendKeys({ room, peer }, { boxes }) {
    room.encryption.relay(peer.id, boxes);
    return {};
  },
} satisfies Partial<Handlers>;
