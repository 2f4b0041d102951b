import type Hls from 'hls.js';
import { patient } from './patience';

/** `ended`: the stream is not there any more; `unsupported`: this browser can't play it at all. */
export type HlsPlayback = 'loading' | 'playing' | 'waiting' | 'ended' | 'unsupported';

export interface HlsReading {
  readonly playback: HlsPlayback;
  /** How long ago what is seen now happened, in milliseconds; `null` while that is not known. */
  readonly delayMs: number | null;
  /** The browser lets it play without sound only, until the person asks for it. */
  readonly isMuted: boolean;
}

export const START: HlsReading = { playback: 'loading', delayMs: null, isMuted: false };

/** How often the delay is read, in milliseconds. */
const READ_MS = 1_000;

/** The newest segments but two seconds are played: nearer to the edge every hiccup would be seen. In seconds. */
const LIVE = {
  liveSyncDuration: 2,
  liveMaxLatencyDuration: 8,
  maxLiveSyncPlaybackRate: 1.1,
  lowLatencyMode: false,
  backBufferLength: 10,
} as const;

/**
 * Plays a live playlist in a video element, through hls.js or, where there is none for it, by the browser itself.
 * @param address where the playlist is
 * @param told of each change
 * @returns how to end it
 */
export function playHls(video: HTMLVideoElement, address: () => Promise<string>, told: (reading: HlsReading) => void): () => void {
  const closing = new AbortController();
  const { signal } = closing;
  let reading = START;
  let hls: Hls | null = null;
  /** Milliseconds by which the server's clock is ahead of this device's. */
  let clockOffset = 0;

  const change = (part: Partial<HlsReading>): void => {
    if (!signal.aborted) {
      reading = { ...reading, ...part };
      told(reading);
    }
  };
  const load = async (): Promise<void> => {
    const [{ default: Player }, url] = await Promise.all([import('hls.js/light'), address().catch(() => null)]);
    if (url === null) {
      change({ playback: 'ended' });
      return;
    }
    if (signal.aborted) {
      return;
    }
    if (!Player.isSupported()) {
      if (video.canPlayType('application/vnd.apple.mpegurl') === '') {
        change({ playback: 'unsupported' });
      } else {
        video.src = url;
        start(video, signal);
      }
      return;
    }
    const { manifestLoadPolicy, playlistLoadPolicy, fragLoadPolicy } = Player.DefaultConfig;
    const player = new Player({
      ...LIVE,
      manifestLoadPolicy: patient(manifestLoadPolicy),
      playlistLoadPolicy: patient(playlistLoadPolicy),
      fragLoadPolicy: patient(fragLoadPolicy),
    });
    hls = player;
    player.on(Player.Events.LEVEL_LOADED, (_event, { networkDetails, stats }) => {
      const sent = networkDetails instanceof XMLHttpRequest ? Number(networkDetails.getResponseHeader('x-server-time')) : 0;
      if (sent > 0) {
        clockOffset = sent - (Date.now() - (performance.now() - stats.loading.first));
      }
    });
    player.on(Player.Events.ERROR, (_event, { fatal, type }) => {
      if (fatal && type === Player.ErrorTypes.MEDIA_ERROR) {
        player.recoverMediaError();
      } else if (fatal) {
        change({ playback: 'ended', delayMs: null });
      }
    });
    player.loadSource(url);
    player.attachMedia(video);
    start(video, signal);
  };

  video.addEventListener('playing', () => change({ playback: 'playing' }), { signal });
  video.addEventListener('waiting', () => change({ playback: 'waiting' }), { signal });
  video.addEventListener('error', () => hls === null && change({ playback: 'ended', delayMs: null }), { signal });
  video.addEventListener('volumechange', () => change({ isMuted: video.muted }), { signal });
  const timer = setInterval(() => {
    const playedAt = hls === null ? nativeDate(video) : hls.playingDate?.getTime() ?? null;
    change({ delayMs: playedAt === null ? null : Math.max(0, Date.now() + clockOffset - playedAt) });
  }, READ_MS);
  load().catch(() => change({ playback: 'unsupported' }));

  return () => {
    closing.abort();
    clearInterval(timer);
    hls?.destroy();
    video.removeAttribute('src');
    video.load();
  };
}

/** With sound where the browser allows it, otherwise without. */
function start(video: HTMLVideoElement, signal: AbortSignal): void {
  video.play().catch((error: unknown) => {
    if (!signal.aborted && error instanceof DOMException && error.name === 'NotAllowedError' && !video.muted) {
      video.muted = true;
      start(video, signal);
    }
  });
}

/** The time of day of the picture where the browser itself plays HLS (Safari). */
function nativeDate(video: HTMLVideoElement & { getStartDate?: () => Date }): number | null {
  const start = video.getStartDate?.().getTime();
  return start === undefined || Number.isNaN(start) ? null : start + video.currentTime * 1_000;
}
