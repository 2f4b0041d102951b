import { KIND_OF_SOURCE, type PeerId } from '@plenary/protocol';
import type { FanoutTrack } from './fanout.ts';
import type { Programme, TrackRef } from './ports.ts';

/**
 * The room as one picture and one sound: a shared screen before any camera, then the camera of who spoke last. Who
 * speaks without a camera changes nothing. Muted microphones keep their places after those that are open.
 * @param shown the picture so far
 */
export function programmeOf(tracks: readonly FanoutTrack[], speakerOrder: readonly PeerId[], shown: TrackRef | null): Programme {
  const current = tracks.filter(({ retiring }) => !retiring);
  const rank = ({ peerId }: TrackRef): number => {
    const place = speakerOrder.indexOf(peerId);
    return place < 0 ? speakerOrder.length : place;
  };
  const videos = current.filter(({ source, paused }) => KIND_OF_SOURCE[source] === 'video' && !paused);
  const voices = current.filter(({ source }) => KIND_OF_SOURCE[source] === 'audio');
  const weigh = (track: FanoutTrack): number =>
    (track.source === 'screenAudio' ? 0 : 1) + (track.paused ? 2 : 0);
  return {
    video: bestScreen(videos, shown) ?? bestCamera(videos, rank, shown),
    voices: voices.sort((a, b) => weigh(a) - weigh(b) || rank(a) - rank(b)),
  };
}

function bestScreen(videos: readonly TrackRef[], shown: TrackRef | null): TrackRef | null {
  const screens = videos.filter(({ source }) => source === 'screen');
  return same(screens, shown) ?? screens.at(-1) ?? null;
}

function bestCamera(videos: readonly TrackRef[], rank: (track: TrackRef) => number, shown: TrackRef | null): TrackRef | null {
  const cameras = videos.filter(({ source }) => source === 'camera').sort((a, b) => rank(a) - rank(b));
  const [first] = cameras;
  const before = same(cameras, shown);
  return before !== null && first !== undefined && rank(before) === rank(first) ? before : first ?? null;
}

/** The same source of the same peer, in another codec or on another worker perhaps. */
function same(tracks: readonly TrackRef[], shown: TrackRef | null): TrackRef | null {
  return tracks.find(({ peerId, source }) => peerId === shown?.peerId && source === shown.source) ?? null;
}
