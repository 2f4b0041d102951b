import { CallError, type RoomId, type RtpCapabilities } from '@plenary/protocol';
import type { Entrant } from '../../access/entrance.ts';
import type { JoinOptions, Joined } from '../../rooms/joining.ts';
import type { RoomRegistry } from '../../rooms/registry.ts';
import { writeAnswer } from '../../sdp/answer.ts';
import { readOffer, type Offer } from '../../sdp/offer.ts';
import { playedSections, playerCapabilities } from '../../sdp/play.ts';
import { publishedSection } from '../../sdp/publish.ts';
import type { Session } from './session.ts';

export interface StartOptions {
  readonly rooms: RoomRegistry;
  /** What this server's routers can do. */
  readonly rtpCapabilities: RtpCapabilities;
}

/**
 * Sets a session up from an offer: the client becomes a peer of the room.
 * @returns the answer
 * @throws {CallError} `BAD_REQUEST`, `INCOMPATIBLE_MEDIA`, `ROOM_FULL`, `CONFLICT`, `UNAVAILABLE`
 */
export async function start(options: StartOptions, session: Session, text: string, entrant: Entrant): Promise<string> {
  return await (session.kind === 'whip' ? publish : play)(options, session, text, entrant);
}

/** An encoder comes on the stage and sends. */
async function publish({ rooms, rtpCapabilities }: StartOptions, session: Session, text: string, entrant: Entrant): Promise<string> {
  const offer = readOffer(text, 'publish', rtpCapabilities);
  const { codec } = rooms.settingsOf(session.roomId).settings;
  const sections = offer.sections.map((section) => publishedSection(section, codec));
  const joined = await join(rooms, session.roomId, {
    ...stay(session, { ...entrant, name: entrant.name ?? 'Encoder' }, {}),
    publish: true,
    watch: false,
    receives: 'nothing',
  });
  return await seated(session, joined, async () => {
    const { room, peer, media } = joined;
    const transport = await media.openSendTransport();
    await Promise.all(sections.map(({ source, rtpParameters }) =>
      room.tracks.produce(peer, { transportId: transport.id, source, rtpParameters, paused: false })));
    await connect(session, joined, offer, transport.id);
    return writeAnswer(offer, transport, 'recvonly', sections);
  });
}

/** A player comes into the audience and is sent the programme. */
async function play({ rooms, rtpCapabilities }: StartOptions, session: Session, text: string, entrant: Entrant): Promise<string> {
  const offer = readOffer(text, 'play', rtpCapabilities);
  const joined = await join(rooms, session.roomId, {
    ...stay(session, { ...entrant, name: entrant.name ?? 'Player' }, playerCapabilities(offer)),
    publish: false,
    watch: true,
    receives: 'programme',
  });
  return await seated(session, joined, async () => {
    const { media, consumers } = joined;
    const sections = playedSections(offer, consumers);
    const transport = media.recvTransport;
    await connect(session, joined, offer, transport.id);
    return writeAnswer(offer, transport, 'sendonly', sections);
  });
}

type Stay = Pick<
  JoinOptions, 'name' | 'identity' | 'tokenId' | 'pass' | 'vouched' | 'rtpCapabilities' | 'resumeToken' | 'ticket' | 'link' | 'ended'
>;

const stay = (
  { link, stayEnded }: Session,
  { name, identity, pass, token }: Pick<Stay, 'name' | 'identity' | 'pass'> & Pick<Entrant, 'token'>,
  rtpCapabilities: RtpCapabilities,
): Stay => ({
  name,
  identity,
  tokenId: token?.jti ?? null,
  pass,
  vouched: token !== null,
  rtpCapabilities,
  resumeToken: undefined,
  ticket: undefined,
  link,
  ended: stayEnded,
});

type InRoom = Joined & Awaited<ReturnType<RoomRegistry['join']>>;

async function join(rooms: RoomRegistry, roomId: RoomId, options: JoinOptions): Promise<InRoom> {
  const joined = await rooms.join(roomId, options);
  if (joined.status === 'lobby') {
    joined.room.door.lobby.drop(joined.ticket);
    throw new CallError('FORBIDDEN');
  }
  if (joined.status === 'waiting') {
    joined.room.queue.drop(joined.ticket);
    throw new CallError('ROOM_FULL');
  }
  return joined;
}

/** Whatever fails in setting up leaves nobody in the room. */
async function seated(session: Session, { room, peer }: InRoom, setUp: () => Promise<string>): Promise<string> {
  try {
    const answer = await setUp();
    if (session.ended) {
      throw new CallError('UNAVAILABLE', 'The session was ended while it was being set up.');
    }
    return answer;
  } catch (error) {
    room.remove(peer.id, 'left');
    throw error;
  }
}

async function connect(session: Session, { room, peer, media }: InRoom, offer: Offer, transportId: string): Promise<void> {
  const [first] = offer.sections;
  session.sit({
    room,
    peer,
    media,
    transportId,
    usernameFragment: offer.usernameFragment,
    mids: offer.sections.map((section) => String(section.media.mid)),
    firstKind: first?.kind ?? 'video',
  });
  await media.connectTransport(transportId, offer.dtlsParameters);
}
