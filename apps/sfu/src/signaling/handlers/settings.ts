import type { Handlers } from '../context.ts';

export const settings = {
  setRoomSettings({ room }, change) {
    return { settings: room.changeSettings(change) };
  },
} satisfies Pick<Handlers, 'setRoomSettings'>;
