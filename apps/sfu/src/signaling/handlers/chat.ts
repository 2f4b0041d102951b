import { CallError, mayChat } from '@plenary/protocol';
import type { Handlers } from '../context.ts';

export const chat = {
  sendChat({ room, peer }, { text }) {
    if (!mayChat(peer.role, room.settings)) {
      throw new CallError('FORBIDDEN', 'only hosts write in this room');
    }
    return { message: room.chat.say(peer, text, Date.now()) };
  },

  pinMessage({ room }, { messageId }) {
    room.chat.pin(messageId);
    return {};
  },
} satisfies Partial<Handlers>;
