import {
  CallError, KIND_OF_SOURCE, PUBLISH_PERMISSION, type RtpParameters, type Track, type TrackSource,
} from '@plenary/protocol';
import type { Logger } from '../logger.ts';
import type { Distribution } from './distribution.ts';
import { expectedParameters, sendsAlike, type SentTrack } from './expected-parameters.ts';
import type { Peer } from './peer.ts';
import { authorize, isAllowed } from './permissions.ts';
import type { PeerMedia } from './ports.ts';

export interface TracksOptions {
  readonly distribution: Distribution;
  readonly logger: Logger;
  /** Whether a peer may send a source now, as the room is set. */
  readonly maySend: (peer: Peer, source: TrackSource) => boolean;
  /** A peer's state, as the others see it, has changed. */
  readonly changed: (peer: Peer) => void;
}

export interface ProduceRequest {
  readonly transportId: string;
  readonly source: TrackSource;
  readonly rtpParameters: RtpParameters;
  readonly paused: boolean;
  /** The earlier track of the source, which goes on until it is closed. */
  readonly replaces?: string | undefined;
}

/** What is muted and goes on later as the same track. */
const PAUSABLE: ReadonlySet<TrackSource> = new Set(['mic', 'camera']);

/** A camera that is off sends nothing; a muted microphone is sent as silence, to be there at once. */
const isOff = ({ source, paused }: Track): boolean => source === 'camera' && paused;

/** What the peers of one room publish. */
export class Tracks {
  readonly #options: TracksOptions;
  /** What each is sent with, by producer id. */
  readonly #sentWith = new Map<string, RtpParameters>();
  /** Of those that were made ahead: the id by which their client knows them until it publishes them. */
  readonly #knownAs = new Map<string, string>();

  constructor(options: TracksOptions) {
    this.#options = options;
  }

  /** @throws {CallError} `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `LIMIT_EXCEEDED`, `INCOMPATIBLE_MEDIA` or `DISCONNECTED` */
  async produce(peer: Peer, { transportId, source, rtpParameters, paused, replaces }: ProduceRequest): Promise<string> {
    const seat = peer.publishingSeat(transportId);
    if (seat.media.recvTransport.id === transportId) {
      throw new CallError('NOT_FOUND', 'no such transport of yours');
    }
    authorize(peer, PUBLISH_PERMISSION[source]);
    this.#checkMaySend(peer, source, paused);
    const earlier = [...peer.tracks.values()].find((track) => track.source === source);
    if (earlier !== undefined && earlier.producerId !== replaces && !peer.stale.has(earlier.producerId)) {
      throw new CallError('CONFLICT', `${source} is published already`);
    }
    if (this.#takesUp(peer, earlier, rtpParameters)) {
      peer.stale.delete(earlier.producerId);
      this.#knownAs.delete(earlier.producerId);
      if (earlier.paused !== paused) {
        await this.setPaused(peer, earlier.producerId, paused);
      }
      return earlier.producerId;
    }
    const resumes = earlier !== undefined;
    const producerId = await seat.media.produce({ source, rtpParameters, paused, resumes });
    if (peer.seat !== seat) {
      // It left, or moved to other media, while the track was being made.
      seat.media.closeProducer(producerId);
      throw new CallError('NOT_FOUND', 'the transport ended meanwhile');
    }
    if (!isAllowed(peer, PUBLISH_PERMISSION[source]) || !this.#isAllowed(peer, source, paused)) {
      // Sent back to the audience, or not allowed it any more, while the track was being made.
      seat.media.closeProducer(producerId);
      throw new CallError('FORBIDDEN');
    }
    if (earlier !== undefined) {
      this.#supersede(peer, earlier);
    }
    this.#add(peer, { producerId, source, paused }, rtpParameters);
    this.#tell(peer);
    this.#options.logger.debug({ peerId: peer.id, producerId, source }, 'track published');
    return producerId;
  }

  /** @throws {CallError} `NOT_FOUND` */
  close(peer: Peer, producerId: string): void {
    this.#end(peer, peer.superseded.has(producerId) ? producerId : this.#own(peer, producerId).producerId);
    this.#tell(peer);
  }

  /** All that the peer publishes ends: it left the stage. */
  endAll(peer: Peer): void {
    for (const producerId of [...peer.tracks.keys(), ...peer.superseded.keys()]) {
      [peer.seat, peer.oldSeat].forEach((seat) => seat?.media.closeProducer(producerId));
    }
    this.forget(peer);
    this.#tell(peer);
  }

  /** What the peer publishes over its present media ends; what still flows over those that it moves away from goes on. */
  endHere(peer: Peer): void {
    for (const producerId of [...peer.tracks.keys()].filter((id) => peer.stale.get(id) !== 'outgoing')) {
      this.#end(peer, producerId);
    }
    this.#tell(peer);
  }

  /** @throws {CallError} `NOT_FOUND`, `FORBIDDEN` */
  async setPaused(peer: Peer, knownAs: string, paused: boolean): Promise<void> {
    const track = this.#own(peer, knownAs);
    const { producerId } = track;
    this.#checkMaySend(peer, track.source, paused);
    const seats = [peer.seat, peer.oldSeat];
    await Promise.all(seats.map((seat) => seat?.media.setProducerPaused(producerId, paused)));
    if (peer.tracks.has(producerId)) {
      peer.tracks.set(producerId, { ...track, paused });
      this.#tell(peer);
    }
  }

  /** Sources of a peer are turned off for it: a muted one can be turned on again, a share has to be begun anew. */
  async stop(peer: Peer, sources: readonly TrackSource[]): Promise<void> {
    const concerned = [...peer.tracks.values(), ...peer.superseded.values()].filter(({ source }) => sources.includes(source));
    const muted = concerned.filter(({ producerId, source }) => PAUSABLE.has(source) && peer.tracks.has(producerId));
    for (const { producerId } of concerned.filter((track) => !muted.includes(track))) {
      this.#end(peer, producerId);
    }
    if (muted.length < concerned.length) {
      this.#tell(peer);
    }
    await Promise.all(muted.filter(({ paused }) => !paused).map(({ producerId }) => this.setPaused(peer, producerId, true)));
  }

  /** The peer gets a new seat: its tracks wait for the client to publish them there. */
  markStale(peer: Peer, how: 'outgoing' | 'orphaned'): void {
    peer.tracks.forEach((_track, producerId) => peer.stale.set(producerId, how));
    if (how === 'orphaned') {
      this.#forgetAll(peer.superseded);
    }
    this.#options.distribution.changed(peer.id);
  }

  /**
   * Makes tracks whose worker is gone on new media, before the client does: the others are offered them while it still
   * negotiates, instead of after. The client publishes them as ever, and is answered with these (`produce`); where
   * it sends otherwise than was expected, they are given up for its own. One that can't be made is left to the client.
   * @returns those that were made, as they were then
   */
  async makeAhead(peer: Peer, media: PeerMedia): Promise<Track[]> {
    const lost = [...peer.tracks.values()].filter(({ producerId }) => peer.stale.get(producerId) === 'orphaned');
    if (lost.length === 0) {
      // A whole audience may be on its way: nobody has to look at the room for each of them.
      return [];
    }
    // A camera that is off is published when it is turned on.
    const [off, on] = [lost.filter(isOff), lost.filter((track) => !isOff(track))];
    off.forEach(({ producerId }) => this.#drop(peer, producerId));
    const sent = on.flatMap((track) => {
      const rtpParameters = this.#sentWith.get(track.producerId);
      return rtpParameters === undefined ? [] : [{ ...track, rtpParameters }];
    });
    const made = await Promise.allSettled(expectedParameters(sent).map(async (track) => await this.#makeOneAhead(peer, media, track)));
    made.forEach((result) => result.status === 'rejected'
      && this.#options.logger.warn({ peerId: peer.id, err: result.reason }, 'track could not be made ahead'));
    this.#tell(peer);
    return made.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
  }

  async #makeOneAhead(peer: Peer, media: PeerMedia, earlier: SentTrack & Track): Promise<Track[]> {
    const { source, paused, rtpParameters } = earlier;
    const producerId = await media.produce({ source, rtpParameters, paused, resumes: true });
    const now = peer.tracks.get(earlier.producerId);
    if (now === undefined) {
      // It was ended meanwhile.
      media.closeProducer(producerId);
      return [];
    }
    const knownAs = this.#knownAs.get(earlier.producerId) ?? earlier.producerId;
    this.#drop(peer, earlier.producerId);
    this.#add(peer, { ...now, producerId }, rtpParameters);
    this.#knownAs.set(producerId, knownAs);
    peer.stale.set(producerId, 'ahead');
    return [{ producerId, source, paused }];
  }

  /** Media with tracks that were made ahead are in use: what was done to the tracks meanwhile is done to these. */
  async settleAhead(peer: Peer, media: PeerMedia, made: readonly Track[]): Promise<void> {
    await Promise.all(made.map(async ({ producerId, paused }) => {
      const now = peer.tracks.get(producerId);
      if (now === undefined) {
        media.closeProducer(producerId);
      } else if (now.paused !== paused) {
        await media.setProducerPaused(producerId, now.paused);
      }
    }));
  }

  /** The move is over: what the client did not publish anew has ended, and what it did is not doubled any more. */
  dropStale(peer: Peer): void {
    // Some may be on the new seat: what the client was publishing in another codec just then.
    for (const producerId of [...peer.superseded.keys(), ...peer.stale.keys()]) {
      this.#end(peer, producerId);
    }
    this.#tell(peer);
  }

  /** The peer is leaving: nothing of its tracks is kept. */
  forget(peer: Peer): void {
    this.#forgetAll(peer.tracks);
    this.#forgetAll(peer.superseded);
    peer.stale.clear();
  }

  /**
   * The client publishes: whether it takes up what was made for it. If it does so in another way, or publishes something
   * that was not expected in the place of another, nothing that was made for it is of use: a connection has each MID
   * but once.
   */
  #takesUp(peer: Peer, earlier: Track | undefined, rtpParameters: RtpParameters): earlier is Track {
    const ahead = [...peer.stale].flatMap(([id, how]) => (how === 'ahead' ? [id] : []));
    const isAhead = earlier !== undefined && ahead.includes(earlier.producerId);
    const expected = isAhead ? this.#sentWith.get(earlier.producerId) : undefined;
    if (expected !== undefined && sendsAlike(expected, rtpParameters)) {
      return true;
    }
    if (isAhead || ahead.some((id) => this.#sentWith.get(id)?.mid === rtpParameters.mid)) {
      for (const id of ahead) {
        peer.seat?.media.closeProducer(id);
        peer.stale.set(id, 'orphaned');
      }
    }
    return false;
  }

  #add(peer: Peer, track: Track, rtpParameters: RtpParameters): void {
    peer.tracks.set(track.producerId, track);
    this.#sentWith.set(track.producerId, rtpParameters);
    if (KIND_OF_SOURCE[track.source] === 'video') {
      this.#options.distribution.dynacast.add(track.producerId);
    }
  }

  #supersede(peer: Peer, earlier: Track): void {
    if (peer.stale.get(earlier.producerId) === 'orphaned') {
      this.#drop(peer, earlier.producerId);
    } else {
      // Of one source but one goes on beside the newest.
      const before = [...peer.superseded.values()].find((track) => track.source === earlier.source);
      if (before !== undefined) {
        this.#end(peer, before.producerId);
      }
      peer.superseded.set(earlier.producerId, earlier);
      peer.tracks.delete(earlier.producerId);
      peer.stale.delete(earlier.producerId);
    }
  }

  #forgetAll(tracks: Map<string, Track>): void {
    for (const producerId of tracks.keys()) {
      this.#options.distribution.dynacast.remove(producerId);
      this.#sentWith.delete(producerId);
      this.#knownAs.delete(producerId);
    }
    tracks.clear();
  }

  #end(peer: Peer, producerId: string): void {
    this.#drop(peer, producerId);
    [peer.seat, peer.oldSeat].forEach((seat) => seat?.media.closeProducer(producerId));
  }

  #drop(peer: Peer, producerId: string): void {
    peer.tracks.delete(producerId);
    peer.stale.delete(producerId);
    peer.superseded.delete(producerId);
    this.#sentWith.delete(producerId);
    this.#knownAs.delete(producerId);
    this.#options.distribution.dynacast.remove(producerId);
  }

  /** The peer's track, by its id or by the one that its client knows it by. */
  #own(peer: Peer, id: string): Track {
    const track = peer.tracks.get(id) ?? [...peer.tracks.values()].find(({ producerId }) => this.#knownAs.get(producerId) === id);
    if (track === undefined) {
      throw new CallError('NOT_FOUND', 'no such track of yours');
    }
    return track;
  }

  #checkMaySend(peer: Peer, source: TrackSource, paused: boolean): void {
    if (!this.#isAllowed(peer, source, paused)) {
      throw new CallError('FORBIDDEN', `the room does not let speakers send ${source}`);
    }
  }

  #isAllowed(peer: Peer, source: TrackSource, paused: boolean): boolean {
    return (paused && PAUSABLE.has(source)) || this.#options.maySend(peer, source);
  }

  #tell(peer: Peer): void {
    this.#options.changed(peer);
    this.#options.distribution.changed(peer.id);
  }
}
