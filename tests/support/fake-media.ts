import type { ConsumerInfo, TransportOptions } from '@plenary/protocol';
import type { CreateRoomMedia, PeerMedia, TrackRef } from '../../apps/sfu/src/rooms/ports.ts';

/** Media of rooms in which nothing flows, for tests of what rooms decide. */
export interface FakeMedia {
  readonly create: CreateRoomMedia;
  /** Of how many peers there are some that were not closed. */
  readonly open: number;
}

/** @param turn what a worker is asked takes until this resolves */
export function fakeMedia(turn: (what: string) => Promise<void>): FakeMedia {
  const open = new Set<PeerMedia>();
  let made = 0;
  const create: CreateRoomMedia = () => ({
    async createPeer() {
      await turn('transports');
      const media = fakePeer(`transport-${made++}`, turn, () => open.delete(media));
      open.add(media);
      return media;
    },
    createPlayer: () => Promise.reject(new Error('there are no players here')),
    openHls: () => Promise.reject(new Error('there is no HLS here')),
    showProgramme: () => [],
    close: () => undefined,
  });
  return { create, get open() { return open.size; } };
}

function fakePeer(name: string, turn: (what: string) => Promise<void>, closed: () => void): PeerMedia {
  let made = 0;
  const transport = (side: string): TransportOptions => ({ id: `${name}-${side}` }) as unknown as TransportOptions;
  return {
    sendTransport: transport('send'),
    recvTransport: transport('recv'),
    lost: false,
    deaf: false,
    draining: false,
    unplayable: new Set(),
    openSendTransport: async () => transport('send'),
    owns: (id) => id.startsWith(`${name}-`),
    connectTransport: async () => undefined,
    restartIce: async () => transport('send'),
    watchConnection: () => undefined,
    produce: async () => {
      await turn('a producer');
      return `${name}-producer-${made++}`;
    },
    closeProducer: () => undefined,
    setProducerPaused: async () => undefined,
    consume: async (tracks) => {
      await turn('consumers');
      return tracks.map(({ track }) => consumerOf(track, `${name}-consumer-${made++}`));
    },
    watchLayers: () => undefined,
    deliver: () => undefined,
    resumeConsumers: async () => undefined,
    requestKeyFrames: async () => undefined,
    closeConsumer: () => undefined,
    consumers: () => [],
    bytesReceived: async () => null,
    bytesSent: async () => 0,
    close: closed,
  };
}

const consumerOf = ({ producerId, peerId, source }: TrackRef, consumerId: string): ConsumerInfo =>
  ({ consumerId, producerId, peerId, source, kind: 'audio', held: true, rtpParameters: {} as never });
