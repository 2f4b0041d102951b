import type { Handlers } from '../context.ts';

export const chat = {
  sendChat({ room, peer }, { text }) {
    return { message: room.chat(peer, text) };
  },
} satisfies Pick<Handlers, 'sendChat'>;
