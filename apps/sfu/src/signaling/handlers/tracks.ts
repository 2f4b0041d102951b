import type { Handlers } from '../context.ts';

export const tracks = {
  async openSendTransport({ peer }, { recvTransportId }) {
    return { sendTransport: await peer.publishingSeat(recvTransportId).media.openSendTransport() };
  },

  async connectTransport({ peer }, { transportId, dtlsParameters }) {
    await peer.seatOf(transportId).media.connectTransport(transportId, dtlsParameters);
    return {};
  },

  async restartIce({ room, peer }, { transportId }) {
    const { iceParameters } = await peer.seatOf(transportId).media.restartIce(transportId);
    return { iceParameters, iceServers: room.iceServersFor(peer.id) };
  },

  async checkWay({ peer }, { transportId }) {
    return { bytesSent: await peer.seatOf(transportId).media.bytesSent(transportId) };
  },

  async renewMedia({ room, peer }) {
    await room.moves.renew(peer);
    return {};
  },

  async produce({ room, peer }, request) {
    return { producerId: await room.tracks.produce(peer, request) };
  },

  closeProducer({ room, peer }, { producerId }) {
    room.tracks.close(peer, producerId);
    return {};
  },

  async setProducerPaused({ room, peer }, { producerId, paused }) {
    await room.tracks.setPaused(peer, producerId, paused);
    return {};
  },

  async resumeConsumers({ peer }, { consumerIds }) {
    await Promise.all([peer.seat, peer.oldSeat].map((seat) => seat?.media.resumeConsumers(consumerIds)));
    return {};
  },

  async requestKeyFrames({ peer }, { consumerIds }) {
    await Promise.all([peer.seat, peer.oldSeat].map((seat) => seat?.media.requestKeyFrames(consumerIds)));
    return {};
  },

  setView({ room, peer }, { tiles }) {
    room.setView(peer, tiles);
    return {};
  },

  mediaReady({ room, peer }) {
    room.moves.ready(peer);
    return {};
  },
} satisfies Partial<Handlers>;
