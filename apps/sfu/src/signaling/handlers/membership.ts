import { CallError, type RequestOutput } from '@plenary/protocol';
import { isLocal } from '../../access/local-address.ts';
import type { Peer } from '../../rooms/peer.ts';
import type { PeerMedia } from '../../rooms/ports.ts';
import type { Room } from '../../rooms/room.ts';
import type { Handlers } from '../context.ts';

export const membership = {
  async join(context, { roomId, token, watch = false, publish = false, ticket, resumeToken, e2ee, ...input }) {
    const { address } = context;
    const entrant = await context.entrance.admit({ roomId, token, address, right: 'join' });
    const { identity, name, pass } = entrant;
    const joined = await context.rooms.join(roomId, {
      ...input,
      name: name ?? input.name,
      identity,
      tokenId: entrant.token?.jti ?? null,
      pass,
      watch,
      publish,
      ticket,
      resumeToken,
      announcement: e2ee,
      address: isLocal(address) ? undefined : address,
      link: context.link(roomId),
      // Told once the peer is in, when there is one.
      ended: (peerId) => context.stand(peerId),
    });
    const { room } = joined;
    if (joined.status === 'lobby') {
      context.wait(() => room.door.lobby.drop(joined.ticket));
      return { status: 'lobby' as const, ticket: joined.ticket };
    }
    if (joined.status === 'waiting') {
      context.wait(() => room.queue.drop(joined.ticket));
      return { status: 'waiting' as const, ticket: joined.ticket, position: joined.position };
    }
    const { peer, media, snapshot, consumers } = joined;
    context.sit(room, peer, false);
    if (context.entrance.isRevoked(entrant)) {
      // Its token was revoked while its media were made.
      room.remove(peer.id, 'revoked');
      throw new CallError('TOKEN_INVALID');
    }
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

  resume(context, { roomId, resumeToken }) {
    const { room, peer, media, snapshot, layersWanted } = context.rooms.resume(roomId, resumeToken, {
      link: context.link(roomId),
      ended: (peerId) => context.stand(peerId),
    });
    context.sit(room, peer, true);
    if (media !== null && media.unplayable.size > 0) {
      // Some may have come while nothing could be told.
      peer.link.notify({ name: 'tracksUnplayable', payload: { producerIds: [...media.unplayable] } });
    }
    return { snapshot, media: media === null ? null : mediaParameters(room, peer, media), layersWanted };
  },

  ping() {
    return {};
  },

  leave({ room, peer }) {
    room.remove(peer.id, 'left');
    return {};
  },
} satisfies Pick<Handlers, 'join' | 'resume' | 'ping' | 'leave'>;

function mediaParameters({ iceServersFor }: Room, { id }: Peer, media: PeerMedia): RequestOutput<'resume'>['media'] {
  return {
    sendTransport: media.sendTransport,
    recvTransport: media.recvTransport,
    iceServers: iceServersFor(id),
    consumers: media.consumers(),
  };
}
