import type { Page } from 'playwright-core';

/** One frame as a tile showed it. */
export interface ShownFrame {
  /** Milliseconds of the page's `performance.now()`. */
  readonly at: number;
  readonly width: number;
}

declare global {
  interface Window {
    __connections: RTCPeerConnection[];
    /** By the participant whose tile it is. */
    __frames: Record<string, ShownFrame[]>;
  }
}

/** Runs in the page before its own scripts: keeps connections within reach, and notes each frame that tiles show. */
export function watchPage(): void {
  window.__connections = [];
  window.__frames = {};
  const Original = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Original {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      window.__connections.push(this);
    }
  };
  const watched = new WeakSet<HTMLVideoElement>();
  const watch = (video: HTMLVideoElement): void => {
    video.requestVideoFrameCallback((at) => {
      const peer = video.closest('[data-testid="tile"]')?.getAttribute('data-peer-id');
      if (peer !== null && peer !== undefined) {
        (window.__frames[peer] ??= []).push({ at, width: video.videoWidth });
      }
      watch(video);
    });
  };
  setInterval(() => {
    for (const video of document.querySelectorAll<HTMLVideoElement>('[data-testid="tile"] video')) {
      if (!watched.has(video)) {
        watched.add(video);
        watch(video);
      }
    }
  }, 20);
}

/** One statistics object of the page's connections (W3C WebRTC Statistics). */
export type Stat = Readonly<Record<string, number | string | undefined>>;

/** Of one type, of all connected connections; the stream that only measures the link is left out. */
export async function statsOf(page: Page, type: 'inbound-rtp' | 'outbound-rtp', kind: 'audio' | 'video'): Promise<Stat[]> {
  return await page.evaluate(async ([wantedType, wantedKind]) => {
    const found: Stat[] = [];
    for (const connection of window.__connections.filter(({ connectionState }) => connectionState === 'connected')) {
      (await connection.getStats()).forEach((stat: Stat) => {
        if (stat.type === wantedType && stat.kind === wantedKind && stat.mid !== 'probator') {
          found.push(stat);
        }
      });
    }
    return found;
  }, [type, kind] as const);
}

/** The sum of a figure over statistics. */
export function sumOf(stats: readonly Stat[], name: string): number {
  return stats.reduce((sum, stat) => sum + Number(stat[name] ?? 0), 0);
}
