import type { Page } from 'playwright-core';
import { until } from './until.ts';

declare global {
  interface Window {
    __peerConnections: RTCPeerConnection[];
  }
}

/** Runs in the page before its own scripts: keeps every RTCPeerConnection within the test's reach. */
export function watchMedia(): void {
  window.__peerConnections = [];
  const Original = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Original {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      window.__peerConnections.push(this);
    }
  };
}

export interface Reception {
  readonly video: { framesDecoded: number; width: number; height: number }[];
  readonly audio: { energy: number; samples: number }[];
}

/** What the page receives at this moment, by WebRTC's own statistics. */
export async function reception(page: Page): Promise<Reception> {
  return await page.evaluate(async () => {
    const video: { framesDecoded: number; width: number; height: number }[] = [];
    const audio: { energy: number; samples: number }[] = [];
    for (const connection of window.__peerConnections.filter(({ connectionState }) => connectionState === 'connected')) {
      (await connection.getStats()).forEach((stat: Record<string, number | string | undefined>) => {
        // mediasoup's probator is a stream without pictures that only measures the link.
        if (stat.type === 'inbound-rtp' && stat.kind === 'video' && stat.mid !== 'probator') {
          video.push({ framesDecoded: Number(stat.framesDecoded ?? 0), width: Number(stat.frameWidth ?? 0), height: Number(stat.frameHeight ?? 0) });
        } else if (stat.type === 'inbound-rtp' && stat.kind === 'audio') {
          audio.push({ energy: Number(stat.totalAudioEnergy ?? 0), samples: Number(stat.totalSamplesReceived ?? 0) });
        }
      });
    }
    return { video, audio };
  });
}

/** A number that stands for the picture that a video element shows now; 0 while it shows none. */
export async function pictureHash(page: Page, selector: string): Promise<number> {
  return await page.locator(selector).first().evaluate((element) => {
    const video = element as HTMLVideoElement;
    if (video.videoWidth === 0) {
      return 0;
    }
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [64, 36];
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context?.drawImage(video, 0, 0, 64, 36);
    let hash = 7;
    for (const byte of context?.getImageData(0, 0, 64, 36).data ?? []) {
      hash = (hash * 31 + byte) | 0;
    }
    return hash;
  });
}

/** The picture of a video element is there and moves. */
export async function untilMoving(page: Page, selector: string, timeoutMs = 20_000): Promise<void> {
  await page.locator(selector).first().waitFor({ timeout: timeoutMs });
  const seen = new Set<number>();
  await until(`the picture of ${selector} moves`, async () => {
    const hash = await pictureHash(page, selector);
    if (hash !== 0) {
      seen.add(hash);
    }
    return seen.size >= 3;
  }, timeoutMs);
}
