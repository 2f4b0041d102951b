import type { Handlers } from '../context.ts';

export const membership = {
  async join(context, input) {
    const { room, peer, media, snapshot, consumers } = await context.rooms.join(input.roomId, {
      name: input.name,
      rtpCapabilities: input.rtpCapabilities,
      resumeToken: input.resumeToken,
      link: { notify: context.notify },
      ended: () => context.stand(peer.id),
    });
    context.sit(room, peer);
    return {
      snapshot,
      consumers,
      resumeToken: peer.resumeToken,
      sendTransport: media.sendTransport,
      recvTransport: media.recvTransport,
      iceServers: [],
    };
  },

  leave({ room, peer }) {
    room.remove(peer.id, 'left');
    return {};
  },
} satisfies Pick<Handlers, 'join' | 'leave'>;
