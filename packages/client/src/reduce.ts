import type { ConsumerInfo, Notification, PeerId, Peer, Snapshot } from '@plenary/protocol';
import { LIMITS } from '@plenary/protocol';
import type { RoomState } from './state.ts';

/** The room as a join answered it. */
export function roomFromSnapshot(snapshot: Snapshot, consumers: readonly ConsumerInfo[]): RoomState {
  return {
    roomId: snapshot.roomId,
    selfId: snapshot.selfId,
    createdAt: snapshot.createdAt,
    settings: snapshot.settings,
    peers: new Map(snapshot.peers.map((peer) => [peer.id, peer])),
    speakers: snapshot.speakers,
    chat: snapshot.chat,
    consumers: new Map(consumers.map((consumer) => [consumer.consumerId, consumer])),
  };
}

/**
 * The next state of the room. Pure: the given state is not touched, and parts that a notification does not
 * change keep their identity, so that views compare by reference.
 */
export function reduce(state: RoomState, notification: Notification): RoomState {
  switch (notification.name) {
    case 'peersChanged': {
      const { changed, left } = notification.payload;
      const peers = changePeers(state.peers, changed, left);
      return peers === state.peers ? state : { ...state, peers };
    }
    case 'newConsumers': {
      const consumers = new Map(state.consumers);
      for (const consumer of notification.payload.consumers) {
        consumers.set(consumer.consumerId, consumer);
      }
      return { ...state, consumers };
    }
    case 'consumersClosed': {
      const consumers = new Map(state.consumers);
      for (const id of notification.payload.consumerIds) {
        consumers.delete(id);
      }
      return consumers.size === state.consumers.size ? state : { ...state, consumers };
    }
    case 'speakersChanged':
      return { ...state, speakers: notification.payload.speakers };
    case 'chatMessage': {
      const { message } = notification.payload;
      if (state.chat.some((known) => known.id === message.id)) {
        return state;
      }
      return { ...state, chat: [...state.chat, message].slice(-LIMITS.chatHistory) };
    }
    case 'settingsChanged':
      return { ...state, settings: notification.payload.settings };
    case 'mediaMoved':
      return reduce(state, { name: 'newConsumers', payload: { consumers: notification.payload.consumers } });
    case 'layersWanted':
    case 'closed':
      // The room stays as it was: these concern this client's own media and connection.
      return state;
    default:
      return notification satisfies never;
  }
}

function changePeers(
  peers: ReadonlyMap<PeerId, Peer>,
  changed: readonly Peer[],
  left: readonly PeerId[],
): ReadonlyMap<PeerId, Peer> {
  if (changed.length === 0 && !left.some((id) => peers.has(id))) {
    return peers;
  }
  const next = new Map(peers);
  for (const peer of changed) {
    next.set(peer.id, peer);
  }
  for (const id of left) {
    next.delete(id);
  }
  return next;
}
