import type { Handlers } from '../context.ts';

export const settings = {
  setRoomSettings({ room }, change) {
    return { settings: room.changeSettings(change) };
  },

  async startHls({ room }) {
    return { hls: await room.hls.start() };
  },

  async stopHls({ room }) {
    await room.hls.stop();
    return {};
  },
} satisfies Partial<Handlers>;
