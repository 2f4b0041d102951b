import type Hls from 'hls.js';
import { useEffect, useState, type RefObject } from 'react';

/** `ended`: the stream is not there any more; `unsupported`: this browser can't play it at all. */
export type HlsPlayback = 'loading' | 'playing' | 'waiting' | 'ended' | 'unsupported';

export interface HlsReading {
  readonly playback: HlsPlayback;
  /** How long ago what is seen now happened, in milliseconds; `null` while that is not known. */
  readonly delayMs: number | null;
  /** The browser lets it play without sound only, until the person asks for it. */
  readonly isMuted: boolean;
}

/** How often the delay is read, in milliseconds. */
const READ_MS = 1_000;
const START: HlsReading = { playback: 'loading', delayMs: null, isMuted: false };

/** The newest segment but one is played: nearer to the edge every hiccup would be seen. In seconds. */
const LIVE = {
  liveSyncDuration: 2,
  liveMaxLatencyDuration: 8,
  maxLiveSyncPlaybackRate: 1.1,
  lowLatencyMode: false,
  backBufferLength: 10,
} as const;

/** Plays a live playlist in a video element, through hls.js or, where there is none for it, by the browser itself. */
export function useHls(element: RefObject<HTMLVideoElement | null>, url: string): HlsReading {
  const [reading, setReading] = useState(START);

  useEffect(() => {
    const video = element.current;
    if (video === null) {
      return undefined;
    }
    let isCurrent = true;
    let hls: Hls | null = null;
    /** Milliseconds by which the server's clock is ahead of this device's. */
    let clockOffset = 0;
    const change = (part: Partial<HlsReading>) => isCurrent && setReading((last) => ({ ...last, ...part }));

    const play = () => {
      video.play().catch((error: unknown) => {
        if (isCurrent && error instanceof DOMException && error.name === 'NotAllowedError' && !video.muted) {
          video.muted = true;
          play();
        }
      });
    };
    const load = async () => {
      const { default: Player } = await import('hls.js/light');
      if (!isCurrent) {
        return;
      }
      if (!Player.isSupported()) {
        if (video.canPlayType('application/vnd.apple.mpegurl') === '') {
          change({ playback: 'unsupported' });
        } else {
          video.src = url;
          play();
        }
        return;
      }
      const player = new Player(LIVE);
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
      play();
    };
    load().catch(() => change({ playback: 'unsupported' }));

    const playing = () => change({ playback: 'playing' });
    const waiting = () => change({ playback: 'waiting' });
    const failed = () => hls === null && change({ playback: 'ended', delayMs: null });
    const soundChanged = () => change({ isMuted: video.muted });
    video.addEventListener('playing', playing);
    video.addEventListener('waiting', waiting);
    video.addEventListener('error', failed);
    video.addEventListener('volumechange', soundChanged);
    const timer = setInterval(() => {
      const playedAt = hls === null ? nativeDate(video) : hls.playingDate?.getTime() ?? null;
      change({ delayMs: playedAt === null ? null : Math.max(0, Date.now() + clockOffset - playedAt) });
    }, READ_MS);
    return () => {
      isCurrent = false;
      clearInterval(timer);
      video.removeEventListener('playing', playing);
      video.removeEventListener('waiting', waiting);
      video.removeEventListener('error', failed);
      video.removeEventListener('volumechange', soundChanged);
      hls?.destroy();
      video.removeAttribute('src');
      video.load();
    };
  }, [element, url]);

  return reading;
}

/** The time of day of the picture where the browser itself plays HLS (Safari). */
function nativeDate(video: HTMLVideoElement & { getStartDate?: () => Date }): number | null {
  const start = video.getStartDate?.().getTime();
  return start === undefined || Number.isNaN(start) ? null : start + video.currentTime * 1_000;
}
