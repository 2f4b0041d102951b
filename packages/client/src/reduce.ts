import type {
  ConsumerInfo, Notification, NotificationPayload, PeerId, Peer, Question, Snapshot,
} from '@plenary/protocol';
import { LIMITS } from '@plenary/protocol';
import type { RoomState } from './state.ts';

const NOBODY = { visitors: [], total: 0 };

/**
 * The room as a join answered it.
 * @param earlier what was known before, when this is a return: the server doesn't tell one's own votes
 */
export function roomFromSnapshot(
  snapshot: Snapshot,
  consumers: readonly ConsumerInfo[],
  earlier: RoomState | null = null,
): RoomState {
  // A room of the same code that was opened anew has questions of its own.
  const isReturn = earlier?.roomId === snapshot.roomId && earlier.createdAt === snapshot.createdAt;
  return {
    roomId: snapshot.roomId,
    selfId: snapshot.selfId,
    self: snapshot.self,
    createdAt: snapshot.createdAt,
    settings: snapshot.settings,
    peers: new Map(snapshot.peers.map((peer) => [peer.id, peer])),
    viewers: snapshot.viewers,
    speakers: snapshot.speakers,
    chat: snapshot.chat,
    pinnedMessage: snapshot.pinnedMessage,
    lobby: snapshot.lobby,
    askedToUnmute: false,
    hostWord: null,
    hands: { hands: snapshot.hands, total: snapshot.hands.length },
    handRaised: snapshot.handRaised,
    questions: snapshot.questions,
    ownVotes: isReturn ? earlier.ownVotes : new Set(),
    hls: snapshot.hls,
    stopsAt: snapshot.stopsAt,
    reactions: { batch: 0, counts: {} },
    consumers: new Map(consumers.map((consumer) => [consumer.consumerId, consumer])),
    unplayable: isReturn ? earlier.unplayable : new Set(),
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
      return peers === state.peers ? state : { ...state, peers, unplayable: withoutEnded(state.unplayable, state.peers, peers) };
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
    case 'tracksUnplayable':
      return { ...state, unplayable: new Set([...state.unplayable, ...notification.payload.producerIds]) };
    case 'speakersChanged':
      return { ...state, speakers: notification.payload.speakers };
    case 'chatMessage': {
      const { message } = notification.payload;
      if (state.chat.some((known) => known.id === message.id)) {
        return state;
      }
      return { ...state, chat: [...state.chat, message].slice(-LIMITS.chatHistory) };
    }
    case 'settingsChanged': {
      const { settings } = notification.payload;
      // Who was asked to unmute before hosts turned unmuting off was asked under other rules.
      const isTaken = state.settings.allowUnmute && !settings.allowUnmute;
      return { ...state, settings, askedToUnmute: state.askedToUnmute && !isTaken };
    }
    case 'mediaMoved':
      return reduce(state, { name: 'newConsumers', payload: { consumers: notification.payload.consumers } });
    case 'roleChanged': {
      const { role } = notification.payload;
      const hands = role === 'viewer' ? { hands: [], total: 0 } : state.hands;
      // The server sends who waits after it to who became host.
      return { ...state, self: { ...state.self, role }, hands, handRaised: false, askedToUnmute: false, lobby: NOBODY };
    }
    case 'lobbyChanged':
      return { ...state, lobby: notification.payload };
    case 'mediaStopped': {
      const { source } = notification.payload;
      const askedToUnmute = source === 'mic' ? false : state.askedToUnmute;
      return { ...state, askedToUnmute, hostWord: { kind: 'stopped', ...notification.payload } };
    }
    case 'unmuteAsked':
      return { ...state, askedToUnmute: true, hostWord: { kind: 'asked', ...notification.payload } };
    case 'audienceChanged':
      return { ...state, viewers: notification.payload.viewers };
    case 'handsChanged':
      return { ...state, hands: notification.payload };
    case 'questionsChanged':
      return { ...state, questions: changeQuestions(state.questions, notification.payload) };
    case 'pinnedMessageChanged':
      return { ...state, pinnedMessage: notification.payload.message };
    case 'hlsChanged':
      return { ...state, hls: notification.payload.hls };
    case 'reactions':
      return { ...state, reactions: { batch: state.reactions.batch + 1, counts: notification.payload.counts } };
    case 'serverStopping':
      return { ...state, stopsAt: notification.payload.endsAt };
    case 'handLowered':
      return { ...state, handRaised: false };
    case 'encryptionChanged':
    case 'keyBox':
    case 'queueChanged':
    case 'lobbyAnswered':
    case 'layersWanted':
    case 'closed':
      // The room stays as it was: these pass, or concern this client's own media and connection.
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

/** Without those that were published before and are not now; of some nothing may be known yet. Nearly always there are none. */
function withoutEnded(
  producerIds: ReadonlySet<string>,
  before: ReadonlyMap<PeerId, Peer>,
  now: ReadonlyMap<PeerId, Peer>,
): ReadonlySet<string> {
  if (producerIds.size === 0) {
    return producerIds;
  }
  const published = new Set(idsOf(now));
  const ended = idsOf(before).filter((id) => producerIds.has(id) && !published.has(id));
  return ended.length === 0 ? producerIds : new Set([...producerIds].filter((id) => !ended.includes(id)));
}

const idsOf = (peers: ReadonlyMap<PeerId, Peer>): string[] =>
  [...peers.values()].flatMap(({ tracks }) => tracks.map(({ producerId }) => producerId));

function changeQuestions(
  questions: readonly Question[],
  { changed, removed }: NotificationPayload<'questionsChanged'>,
): readonly Question[] {
  const next = new Map(questions.map((question) => [question.id, question]));
  changed.forEach((question) => next.set(question.id, question));
  removed.forEach((id) => next.delete(id));
  return [...next.values()];
}
