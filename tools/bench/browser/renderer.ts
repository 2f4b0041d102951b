import type { Browser } from 'playwright-core';
import { cpuNs } from '../../load/server/processes.ts';

/** Nanoseconds on the CPU so far of a browser's pages: decoding, encoding, layout and script, not the compositor. */
export async function rendererCpuNs(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  try {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    return processInfo.filter(({ type }) => type === 'renderer').reduce((sum, { id }) => sum + cpuNs(id), 0);
  } finally {
    await session.detach();
  }
}
