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

/** Runs in the page before its own scripts: no candidate for media can be reached, as behind a strict firewall. */
export function blockMedia(): void {
  const Original = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Original {
    override setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
      // An address that belongs to nobody (RFC 5737).
      const sdp = description.sdp?.replace(/^(a=candidate:(?:\S+ ){4})\S+/gmu, '$1192.0.2.1') ?? '';
      return super.setRemoteDescription({ ...description, sdp });
    }
  };
}

/** Runs in the page before its own scripts: its camera is a small one, for tests of many browsers on one machine. */
export function smallCamera(): void {
  const { mediaDevices } = navigator;
  const original = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = (constraints) => {
    const video = constraints?.video;
    const smaller = typeof video === 'object' ? { ...video, width: 320, height: 180 } : video;
    return original({ ...constraints, ...(smaller === undefined ? {} : { video: smaller }) });
  };
}

/**
 * Runs in the page before its own scripts: its camera shows grain over a moving picture, which takes every bit that a
 * codec is given, and can be left out where there are few. (Of noise alone an encoder skips frames by itself where
 * there are few: they would look like freezes of the network.)
 */
export function noisyCamera(): void {
  const { mediaDevices } = navigator;
  const original = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (constraints) => {
    if (!constraints?.video) {
      return await original(constraints);
    }
    const sound = constraints.audio ? (await original({ audio: constraints.audio })).getAudioTracks() : [];
    const small = new OffscreenCanvas(160, 90);
    const noise = small.getContext('2d') as OffscreenCanvasRenderingContext2D;
    const pixels = noise.createImageData(160, 90);
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [1_280, 720];
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    setInterval(() => {
      crypto.getRandomValues(new Uint8Array(pixels.data.buffer));
      noise.putImageData(pixels, 0, 0);
      const at = (performance.now() / 4) % 1_280;
      context.globalAlpha = 1;
      context.fillStyle = '#456';
      context.fillRect(0, 0, 1_280, 720);
      context.fillStyle = '#b96';
      context.fillRect(at - 200, 160, 400, 400);
      context.globalAlpha = 0.3;
      context.drawImage(small, 0, 0, 1_280, 720);
    }, 66);
    return new MediaStream([...sound, ...canvas.captureStream(15).getVideoTracks()]);
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

/** Frames sent of each simulcast layer that is or was active, by its rid. */
export async function layersSent(page: Page): Promise<Map<string, number>> {
  return new Map(await page.evaluate(async () => {
    const layers: [rid: string, framesSent: number][] = [];
    for (const connection of window.__peerConnections.filter(({ connectionState }) => connectionState === 'connected')) {
      (await connection.getStats()).forEach((stat: Record<string, number | string | undefined>) => {
        if (stat.type === 'outbound-rtp' && typeof stat.rid === 'string') {
          layers.push([stat.rid, Number(stat.framesSent ?? 0)]);
        }
      });
    }
    return layers;
  }));
}

/**
 * How large the camera's layers are, as a part of what they are without trouble: a browser whose machine is busy makes
 * all of them smaller (W3C WebRTC Statistics, `qualityLimitationReason`). The page sends no other video.
 * @returns 1 or less
 */
export async function cameraScale(page: Page): Promise<number> {
  return await page.evaluate(async () => {
    const FULL_HEIGHT = 720;
    const partOf: Record<string, number> = { r0: 4, r1: 2, r2: 1 };
    let scale = 1;
    for (const connection of window.__peerConnections.filter(({ connectionState }) => connectionState === 'connected')) {
      (await connection.getStats()).forEach((stat: Record<string, number | string | undefined>) => {
        if (stat.type === 'outbound-rtp' && stat.kind === 'video' && stat.qualityLimitationReason === 'cpu' && Number(stat.frameHeight) > 0) {
          // Layers of one stream (SVC) have no rid; it tells the height of the top one.
          scale = Math.min(scale, (Number(stat.frameHeight) * (partOf[String(stat.rid)] ?? 1)) / FULL_HEIGHT);
        }
      });
    }
    return scale;
  });
}

/** Frames of all the video that the page has sent. */
export async function framesSent(page: Page): Promise<number> {
  return await page.evaluate(async () => {
    let frames = 0;
    for (const connection of window.__peerConnections.filter(({ connectionState }) => connectionState === 'connected')) {
      (await connection.getStats()).forEach((stat: Record<string, number | string | undefined>) => {
        if (stat.type === 'outbound-rtp' && stat.kind === 'video') {
          frames += Number(stat.framesSent ?? 0);
        }
      });
    }
    return frames;
  });
}

/** Bytes of all the video that the page has received, link measurement left out. */
export async function bytesOfVideo(page: Page): Promise<number> {
  return await page.evaluate(async () => {
    let bytes = 0;
    for (const connection of window.__peerConnections.filter(({ connectionState }) => connectionState === 'connected')) {
      (await connection.getStats()).forEach((stat: Record<string, number | string | undefined>) => {
        if (stat.type === 'inbound-rtp' && stat.kind === 'video' && stat.mid !== 'probator') {
          bytes += Number(stat.bytesReceived ?? 0);
        }
      });
    }
    return bytes;
  });
}

/** Has the page take itself for one in another tab, or for one that is seen again. Headless tabs are never hidden. */
export async function setPageHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((isHidden) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden });
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (isHidden ? 'hidden' : 'visible') });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
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

/** The codecs of the videos that the page sends and receives, by WebRTC's own statistics: `VP8`. */
export async function videoCodecs(page: Page): Promise<{ sent: string[]; received: string[] }> {
  return await page.evaluate(async () => {
    const sent = new Set<string>();
    const received = new Set<string>();
    for (const connection of window.__peerConnections.filter(({ connectionState }) => connectionState === 'connected')) {
      const stats = await connection.getStats();
      stats.forEach((stat: Record<string, string | undefined>) => {
        const codec = (stats.get(stat.codecId ?? '') as { mimeType?: string } | undefined)?.mimeType?.replace('video/', '');
        if (stat.kind === 'video' && stat.mid !== 'probator' && codec !== undefined) {
          (stat.type === 'outbound-rtp' ? sent : stat.type === 'inbound-rtp' ? received : new Set()).add(codec);
        }
      });
    }
    return { sent: [...sent].sort(), received: [...received].sort() };
  });
}

/** Runs in the page: its browser does not know a video codec (`VP8`). */
export function withoutCodec(name: string): void {
  const { createOffer } = RTCPeerConnection.prototype;
  RTCPeerConnection.prototype.createOffer = async function (this: RTCPeerConnection, options?: RTCOfferOptions) {
    const { type, sdp = '' } = await (createOffer as (options?: RTCOfferOptions) => Promise<RTCSessionDescriptionInit>).call(this, options);
    const own = [...sdp.matchAll(new RegExp(`a=rtpmap:(\\d+) ${name}/`, 'gu'))].map(([, payload]) => payload ?? '');
    const repeats = [...sdp.matchAll(/a=fmtp:(\d+) apt=(\d+)/gu)].filter(([, , of]) => own.includes(of ?? '')).map(([, payload]) => payload ?? '');
    const gone = new Set([...own, ...repeats]);
    const lines = sdp.split('\r\n')
      .filter((line) => !gone.has(/^a=(?:rtpmap|fmtp|rtcp-fb):(\d+) /u.exec(line)?.[1] ?? ''))
      .map((line) => (line.startsWith('m=video') ? line.split(' ').filter((part, i) => i < 3 || !gone.has(part)).join(' ') : line));
    return { type, sdp: lines.join('\r\n') } as RTCSessionDescriptionInit;
  } as typeof createOffer;
}
