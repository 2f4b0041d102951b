import type { Handlers } from '../context.ts';

export const membership = {
  async join(context, { roomId, watch = false, publish = false, ticket, resumeToken, ...input }) {
    const joined = await context.rooms.join(roomId, {
      ...input,
      watch,
      publish,
      ticket,
      resumeToken,
      link: context.link(roomId),
      // Told once the peer is in, when there is one.
      ended: (peerId) => context.stand(peerId),
    });
    const { room } = joined;
    if (joined.status === 'waiting') {
      context.wait(() => room.queue.drop(joined.ticket));
      return { status: 'waiting' as const, ticket: joined.ticket, position: joined.position };
    }
    const { peer, media, snapshot, consumers } = joined;
    context.sit(room, peer);
    return {
      status: 'joined' as const,
      snapshot,
      consumers,
      resumeToken: peer.resumeToken,
      sendTransport: media.sendTransport,
      recvTransport: media.recvTransport,
      iceServers: room.iceServersFor(peer.id),
    };
  },

  leave({ room, peer }) {
    room.remove(peer.id, 'left');
    return {};
  },
} satisfies Pick<Handlers, 'join' | 'leave'>;
