import type { RequestData, RequestName, RequestOutput, requests } from '@plenary/protocol';
import type { Entrance } from '../access/entrance.ts';
import type { Logger } from '../logger.ts';
import type { Peer } from '../rooms/peer.ts';
import type { PeerLink } from '../rooms/ports.ts';
import type { RoomRegistry } from '../rooms/registry.ts';
import type { Room } from '../rooms/room.ts';

/** Where a connection is in its life. */
export type Seat =
  /** `waits`: in the queue before a room, until this is called. */
  | { readonly phase: 'connected'; readonly waits?: () => void }
  | { readonly phase: 'joined'; readonly room: Room; readonly peer: Peer };

/** What a handler of an unjoined connection may use. */
export interface ConnectedContext {
  readonly rooms: RoomRegistry;
  readonly entrance: Entrance;
  /** Where the connection comes from, for limits: see `clientAddress`. */
  readonly address: string;
  readonly logger: Logger;
  /** The way to this connection's peer in a room. */
  readonly link: (roomId: string) => PeerLink;
  /** Takes a place in the queue before a room; the place before is given up. */
  readonly wait: (leaveQueue: () => void) => void;
  /**
   * Takes the seat that a join gave, or one that was there before and is taken up again (`isReturn`).
   * @throws {CallError} `DISCONNECTED` when the socket is gone meanwhile.
   */
  readonly sit: (room: Room, peer: Peer, isReturn: boolean) => void;
  /** The room ended the peer's stay. */
  readonly stand: (peerId: string) => void;
}

/** What a handler of a joined one may use: the peer is there, by type. */
export interface JoinedContext extends ConnectedContext {
  readonly room: Room;
  readonly peer: Peer;
}

type PhaseOf<N extends RequestName> = (typeof requests)[N]['phase'];

/** One function per message of the table; one that is missing does not compile. */
export type Handlers = {
  readonly [N in RequestName]: (
    context: PhaseOf<N> extends 'joined' ? JoinedContext : ConnectedContext,
    input: RequestData<N>,
  ) => Promise<RequestOutput<N>> | RequestOutput<N>;
};
