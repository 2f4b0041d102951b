import type { Page } from 'playwright-core';

declare global {
  interface Window {
    /** Tracks that the page was given by `getUserMedia`. */
    __captured: MediaStreamTrack[];
    __captures: number;
  }
}

/** Runs in the page before its own scripts: keeps what it asks of devices within the test's reach. */
export function watchCaptures(): void {
  window.__captures = 0;
  window.__captured = [];
  const devices = navigator.mediaDevices;
  const original = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (constraints) => {
    window.__captures += 1;
    const stream = await original(constraints);
    window.__captured.push(...stream.getTracks());
    return stream;
  };
}

/** How often a page asked for a microphone or camera. */
export async function capturesOf(page: Page): Promise<number> {
  return await page.evaluate(() => window.__captures);
}

/** How many devices the page was given, and how many of those are still open. */
export async function devicesOf(page: Page): Promise<{ given: number; open: number }> {
  return await page.evaluate(() => ({
    given: window.__captured.length,
    open: window.__captured.filter(({ readyState }) => readyState === 'live').length,
  }));
}
