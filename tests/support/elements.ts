import type { Page } from 'playwright-core';

declare global {
  interface Window {
    __elements: { gone: number; emptied: number; mostAudio: number };
  }
}

/**
 * Runs in the page before its own scripts: counts pictures that went from a tile which stayed, pictures whose element
 * was emptied, and the most voices that were played at a time.
 */
export function watchElements(): void {
  window.__elements = { gone: 0, emptied: 0, mostAudio: 0 };
  const counts = window.__elements;
  const isTile = (node: Node): boolean => node instanceof HTMLElement && node.dataset.testid === 'tile';
  new MutationObserver((records) => {
    for (const { target, removedNodes } of records) {
      if (isTile(target) && target.isConnected) {
        counts.gone += [...removedNodes].filter((node) => node instanceof HTMLVideoElement).length;
      }
    }
    counts.mostAudio = Math.max(counts.mostAudio, document.querySelectorAll('audio').length);
  }).observe(document, { subtree: true, childList: true });
  document.addEventListener('emptied', ({ target }) => {
    counts.emptied += target instanceof HTMLVideoElement ? 1 : 0;
  }, true);
}

export async function resetElements(page: Page): Promise<void> {
  await page.evaluate(() => Object.assign(window.__elements, { gone: 0, emptied: 0, mostAudio: 0 }));
}

export async function readElements(page: Page): Promise<Window['__elements']> {
  return await page.evaluate(() => ({ ...window.__elements }));
}
