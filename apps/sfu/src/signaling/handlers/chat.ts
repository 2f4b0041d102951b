import type { Handlers } from '../context.ts';

export const chat = {
  sendChat({ room, peer }, { text }) {
    return { message: room.chat.say(peer, text, Date.now()) };
  },

  pinMessage({ room }, { messageId }) {
    room.chat.pin(messageId);
    return {};
  },
} satisfies Partial<Handlers>;
