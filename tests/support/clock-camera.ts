import type { Page } from 'playwright-core';

/** Bits of the time of day, in milliseconds, that the picture shows; it wraps after some 17 minutes. */
const BITS = 20;

/**
 * Runs in the page before its own scripts: its camera shows the time as white and black bars, the lowest bit first,
 * so that whoever sees the picture can tell how old it is.
 */
export function clockCamera(): void {
  const { mediaDevices } = navigator;
  const original = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (constraints) => {
    const stream = await original({ ...constraints, video: false, audio: constraints?.audio ?? true });
    if (!constraints?.video) {
      return stream;
    }
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [1_280, 720];
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    setInterval(() => {
      const now = Date.now();
      for (let bit = 0; bit < 20; bit++) {
        context.fillStyle = Math.floor(now / 2 ** bit) % 2 === 1 ? '#fff' : '#000';
        context.fillRect(bit * 64, 0, 64, 720);
      }
    }, 66);
    const video = canvas.captureStream(15).getVideoTracks();
    return new MediaStream(constraints.audio ? [...stream.getAudioTracks(), ...video] : video);
  };
}

/** How old the picture is that a video element shows now, in milliseconds; `null` while it shows no clock. */
export async function pictureAge(page: Page, selector: string): Promise<number | null> {
  return await page.locator(selector).first().evaluate((element, bits) => {
    const video = element as HTMLVideoElement;
    if (video.videoWidth === 0) {
      return null;
    }
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [bits * 8, 8];
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    const now = Date.now();
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    let shown = 0;
    for (let bit = 0; bit < bits; bit++) {
      const [level = 0] = context.getImageData(bit * 8 + 4, 4, 1, 1).data;
      if (level > 80 && level < 175) {
        return null;
      }
      shown += level > 128 ? 2 ** bit : 0;
    }
    const span = 2 ** bits;
    const age = ((now % span) - shown + span) % span;
    // Whatever else is shown is no clock.
    return age < span / 2 ? age : null;
  }, BITS);
}
