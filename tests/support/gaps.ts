import type { Page } from 'playwright-core';

declare global {
  interface Window {
    __gaps: { reset(): void; read(): Record<string, number>; concealed(): Record<string, number> };
  }
}

/**
 * Runs in the page: watches every video element on a tile for the time between the frames that it shows, and
 * the sound of every participant for the time between packets. A picture is known by whose tile it is in, so a
 * change of transports under it does not hide a gap.
 */
export function watchGaps(): void {
  const SAMPLE_MS = 60;
  /** Statistics stop the threads that negotiate: asked more often they would make the gaps that they measure. */
  const SOUND_MS = 250;
  const last = new Map<string, number>();
  const worst = new Map<string, number>();
  const streamOf = new Map<string, string>();

  const seen = (key: string): void => {
    const now = performance.now();
    const before = last.get(key);
    if (before !== undefined) {
      worst.set(key, Math.max(worst.get(key) ?? 0, now - before));
    }
    last.set(key, now);
  };

  const watched = new WeakSet<HTMLVideoElement>();
  const watchVideos = (): void => {
    for (const video of document.querySelectorAll<HTMLVideoElement>('[data-testid="tile"] video')) {
      if (!watched.has(video)) {
        watched.add(video);
        const frame = (): void => {
          const tile = video.closest('[data-testid="tile"]');
          if (tile !== null) {
            seen(`video ${tile.getAttribute('data-source')} ${tile.getAttribute('data-peer-id')}`);
          }
          video.requestVideoFrameCallback(frame);
        };
        video.requestVideoFrameCallback(frame);
      }
    }
  };

  /** Opus packets, in milliseconds of sound each. */
  const PACKET_MS = 20;
  const SAMPLES_PER_MS = 48;
  let looking = false;
  let before = new Map<string, { at: number; packets: number; concealed: number }>();
  const missing = new Map<string, number>();
  /** Made up for by the player: in the looks before this one without a pause, and at most. */
  const concealed = new Map<string, number>();
  const worstConcealed = new Map<string, number>();
  /**
   * A page that is busy looks late, so the time between looks is no gap: what counts is the sound that did not
   * come in it. Of two receivers of the same voice, while a call moves, the better one counts.
   */
  const watchSound = async (): Promise<void> => {
    if (looking) {
      return;
    }
    looking = true;
    const now = new Map<string, { key: string; at: number; packets: number; concealed: number }>();
    for (const connection of window.__peerConnections.filter(({ connectionState }) => connectionState === 'connected')) {
      // One that is closed meanwhile has none.
      (await connection.getStats().catch(() => new Map() as RTCStatsReport)).forEach((stat: Record<string, unknown>) => {
        if (stat.type === 'inbound-rtp' && stat.kind === 'audio') {
          const id = String(stat.trackIdentifier);
          now.set(id, {
            key: `audio ${streamOf.get(id)}`,
            // By the report's own clock: one of several connections may take a second to answer while it negotiates.
            at: Number(stat.timestamp),
            packets: Number(stat.packetsReceived ?? 0),
            concealed: Number(stat.concealedSamples ?? 0) / SAMPLES_PER_MS,
          });
        }
      });
    }
    const least = new Map<string, number>();
    const leastConcealed = new Map<string, number>();
    for (const [id, { key, at, packets, concealed: madeUp }] of now) {
      const earlier = before.get(id);
      if (earlier !== undefined) {
        const lost = Math.max(0, at - earlier.at - PACKET_MS * (packets - earlier.packets));
        least.set(key, Math.min(least.get(key) ?? Infinity, lost));
        leastConcealed.set(key, Math.min(leastConcealed.get(key) ?? Infinity, madeUp - earlier.concealed));
      }
    }
    for (const [key, ms] of leastConcealed) {
      const gap = ms === 0 ? 0 : (concealed.get(key) ?? 0) + ms;
      concealed.set(key, gap);
      worstConcealed.set(key, Math.max(worstConcealed.get(key) ?? 0, gap));
    }
    for (const [key, lost] of least) {
      // Less than three packets late is jitter.
      const gap = lost < 3 * PACKET_MS ? 0 : (missing.get(key) ?? 0) + lost;
      missing.set(key, gap);
      worst.set(key, Math.max(worst.get(key) ?? 0, gap));
    }
    before = now;
    looking = false;
  };

  const Original = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Original {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      this.addEventListener('track', ({ track, streams }) => streamOf.set(track.id, streams[0]?.id ?? track.id));
    }
  };
  setInterval(watchVideos, SAMPLE_MS);
  setInterval(() => void watchSound(), SOUND_MS);

  /** Only of those who are still there: who left shows no more frames. */
  const forgetGone = (): void => {
    const tiles = [...document.querySelectorAll('[data-testid="tile"]')];
    const here = new Set(tiles.map((tile) => tile.getAttribute('data-peer-id') ?? ''));
    for (const key of [...last.keys(), ...missing.keys()]) {
      if (![...here].some((id) => key.includes(id))) {
        concealed.delete(key);
        worstConcealed.delete(key);
        last.delete(key);
        worst.delete(key);
        missing.delete(key);
      }
    }
  };

  window.__gaps = {
    reset() {
      forgetGone();
      worst.clear();
      worstConcealed.clear();
      concealed.clear();
      missing.forEach((_gap, key) => missing.set(key, 0));
      const now = performance.now();
      last.forEach((_at, key) => last.set(key, now));
    },
    read() {
      forgetGone();
      const now = performance.now();
      // A picture that has not come back counts up to now.
      const pictures = [...last].map(([key, at]) => [key, Math.max(worst.get(key) ?? 0, now - at)] as const);
      return Object.fromEntries([...missing.keys()].map((key) => [key, worst.get(key) ?? 0] as const).concat(pictures));
    },
    concealed: () => Object.fromEntries(worstConcealed),
  };
}

/** The worst gap of each picture and sound since `resetGaps`, in milliseconds. */
export async function readGaps(page: Page): Promise<Record<string, number>> {
  return await page.evaluate(() => window.__gaps.read());
}

/**
 * The worst gap of each sound since `resetGaps` that was heard, in milliseconds: what the player made up for because
 * what was to be played had not come (W3C WebRTC Statistics, `concealedSamples`).
 */
export async function readConcealed(page: Page): Promise<Record<string, number>> {
  return await page.evaluate(() => window.__gaps.concealed());
}

export async function resetGaps(pages: readonly Page[]): Promise<void> {
  await Promise.all(pages.map((page) => page.evaluate(() => window.__gaps.reset())));
}

/** @param share 0.5 for the median, 0.95 for p95, 1 for the maximum; nearest rank. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? NaN;
}
