import type { Handlers } from '../context.ts';

export const tracks = {
  async connectTransport({ peer }, { transportId, dtlsParameters }) {
    await peer.media.connectTransport(transportId, dtlsParameters);
    return {};
  },

  async produce({ room, peer }, { source, rtpParameters, paused }) {
    return { producerId: await room.produce(peer, source, rtpParameters, paused) };
  },

  closeProducer({ room, peer }, { producerId }) {
    room.closeProducer(peer, producerId);
    return {};
  },

  async setProducerPaused({ room, peer }, { producerId, paused }) {
    await room.setProducerPaused(peer, producerId, paused);
    return {};
  },

  async resumeConsumers({ peer }, { consumerIds }) {
    await peer.media.resumeConsumers(consumerIds);
    return {};
  },
} satisfies Partial<Handlers>;
