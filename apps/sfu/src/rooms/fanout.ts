import type { PeerId, RoomSettings, Tile, TrackSource } from '@plenary/protocol';
import type { TrackRef, VideoLayer } from './ports.ts';

/** A published track, as fan-out looks at it: plain facts, no connections and no media. */
export interface FanoutTrack extends TrackRef {
  /** The publisher has muted it. */
  readonly paused: boolean;
  /** It is about to be replaced by another of the same source: kept where it flows, not started anew. */
  readonly retiring: boolean;
}

/** What a subscriber shows: `null` until it first said so. An empty list: nothing, a page in the background say. */
export type View = readonly Tile[] | null;

export interface FanoutRoom {
  readonly size: number;
  readonly tracks: readonly FanoutTrack[];
  /** Most recent speaker first. */
  readonly speakerOrder: readonly PeerId[];
  /** Whose microphones are forwarded in a big room. */
  readonly loudest: ReadonlySet<PeerId>;
  readonly limits: FanoutLimits;
}

/** The room's settings that say how much one subscriber receives. */
export type FanoutLimits = Pick<RoomSettings, 'lastNVideo' | 'allAudioUpTo'>;

/** A track that a subscriber should hold. */
export interface Wish {
  readonly track: TrackRef;
  /** Set up but not flowing: not in view, or not among the loudest, at the moment. */
  readonly standby: boolean;
  /** For video: the layer that the tile needs. */
  readonly layer: VideoLayer | null;
  /** 1 to 255: who keeps quality on a poor link (mediasoup `consumer.setPriority`). */
  readonly priority: number;
}

/** Before a subscriber said what it shows, it is given so many videos in the middle layer: a first page. */
export const FIRST_PAGE = 9;
const NONE: ReadonlySet<string> = new Set();
/** Microphones that are kept ready beyond the loudest: those who spoke last. */
const AUDIO_STANDBY = 16;
/** Videos that are kept ready beyond the visible ones: those just scrolled away. */
const VIDEO_STANDBY = 12;

const PRIORITY = { audio: 255, screen: 220, pinned: 180, speaking: 140, rest: 100 } as const;
const SOURCE_ORDER: Readonly<Record<TrackSource, number>> = { mic: 0, screenAudio: 1, screen: 2, camera: 3 };

/**
 * The only answer to "who receives what": what one subscriber should hold now, the most wanted first.
 *
 * Sound: everything in a small room; in a big one the loudest microphones and all sound of shared screens.
 * Pictures: what the subscriber shows, at the layer that its tiles need, up to `lastNVideo` (screens first, then
 * pinned ones, then those who spoke last).
 *
 * @param held the producers that the subscriber holds already: only these are kept on standby
 * @param unplayable the producers that it can't decode: they take no place
 */
export function wishesOf(
  subscriberId: PeerId,
  view: View,
  held: ReadonlyMap<string, unknown>,
  room: FanoutRoom,
  unplayable: ReadonlySet<string> = NONE,
): Wish[] {
  const rank = rankOf(room.speakerOrder);
  const others = room.tracks.filter((track) =>
    track.peerId !== subscriberId
    && !unplayable.has(track.producerId)
    && (!track.retiring || held.has(track.producerId)));
  const wishes = [...audioWishes(others, held, room, rank), ...videoWishes(others, view, held, room, rank)];
  return wishes.sort((a, b) => SOURCE_ORDER[a.track.source] - SOURCE_ORDER[b.track.source]);
}

type Rank = (peerId: PeerId) => number;

function rankOf(order: readonly PeerId[]): Rank {
  const places = new Map(order.map((id, i) => [id, i]));
  return (peerId) => places.get(peerId) ?? order.length;
}

function audioWishes(tracks: readonly FanoutTrack[], held: ReadonlyMap<string, unknown>, room: FanoutRoom, rank: Rank): Wish[] {
  const wish = (track: TrackRef, standby: boolean): Wish => ({ track, standby, layer: null, priority: PRIORITY.audio });
  const audio = tracks.filter(({ source }) => source === 'mic' || source === 'screenAudio');
  if (room.size <= room.limits.allAudioUpTo) {
    return audio.map((track) => wish(track, false));
  }
  const forwarded = audio.filter((track) => track.source === 'screenAudio' || room.loudest.has(track.peerId));
  const ready = audio
    .filter((track) => held.has(track.producerId) && !forwarded.includes(track))
    .sort((a, b) => rank(a.peerId) - rank(b.peerId))
    .slice(0, AUDIO_STANDBY);
  return [...forwarded.map((track) => wish(track, false)), ...ready.map((track) => wish(track, true))];
}

function videoWishes(tracks: readonly FanoutTrack[], view: View, held: ReadonlyMap<string, unknown>, room: FanoutRoom, rank: Rank): Wish[] {
  const video = tracks.filter(({ source }) => source === 'camera' || source === 'screen');
  const tiles = new Map(view?.map((tile) => [`${tile.peerId} ${tile.source}`, tile]) ?? []);
  const tileOf = (track: TrackRef): Tile | undefined => tiles.get(`${track.peerId} ${track.source}`);
  // A camera that is off shows nothing: it takes no place from one that is on.
  const shown = video.filter((track) => !track.paused && (view === null || tileOf(track) !== undefined));
  const speaking = room.speakerOrder[0];
  const weigh = (track: TrackRef): number => {
    if (track.source === 'screen') {
      return PRIORITY.screen;
    }
    if (tileOf(track)?.pinned === true) {
      return PRIORITY.pinned;
    }
    return track.peerId === speaking ? PRIORITY.speaking : PRIORITY.rest;
  };
  const limit = view === null ? Math.min(FIRST_PAGE, room.limits.lastNVideo) : room.limits.lastNVideo;
  const current = shown
    .filter((track) => !track.retiring)
    .sort((a, b) => weigh(b) - weigh(a) || rank(a.peerId) - rank(b.peerId))
    .slice(0, limit);
  // One that is being replaced takes no place: it goes on for as long as its successor is chosen.
  const replaced = shown.filter((track) => track.retiring
    && current.some(({ peerId, source }) => peerId === track.peerId && source === track.source));
  const chosen = [...current, ...replaced];
  const ready = video
    .filter((track) => held.has(track.producerId) && !chosen.includes(track))
    .slice(0, VIDEO_STANDBY);
  return [
    ...chosen.map((track) => ({ track, standby: false, priority: weigh(track), layer: layerFor(track, tileOf(track)) })),
    ...ready.map((track) => ({ track, standby: true, priority: PRIORITY.rest, layer: null })),
  ];
}

/**
 * The lowest of the three camera layers (a quarter, half, full size) that fills a tile without visible blur:
 * enlarging by up to a fifth is not seen in a moving picture. Screens are wanted whole: text has to be legible.
 */
export function layerFor(track: TrackRef, tile: Tile | undefined): VideoLayer {
  if (track.source === 'screen') {
    return { spatial: 2, temporal: 2 };
  }
  if (tile === undefined) {
    return { spatial: 1, temporal: 2 };
  }
  // A 16:9 picture covers the tile: its height follows from the larger of both demands.
  const height = Math.max(tile.height, (tile.width * 9) / 16);
  const spatial = height <= 180 * 1.2 ? 0 : height <= 360 * 1.2 ? 1 : 2;
  return { spatial, temporal: 2 };
}
