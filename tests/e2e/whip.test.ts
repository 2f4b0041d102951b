import { expect, test } from '@jest/globals';
import { launchBrowser, meet } from '../support/browser.ts';
import { ClientPages, playIn, publishFrom } from '../support/http-media.ts';
import { reception } from '../support/page-probes.ts';
import { TOKEN_KEYS, tokenFor } from '../support/tokens.ts';
import { until } from '../support/until.ts';
import { startServer } from '../support/web.ts';

test('people in a meeting see an encoder, and a player sees the meeting', async () => {
  const server = await startServer({ tokenKeys: TOKEN_KEYS });
  const browser = await launchBrowser({ fps: 10 });
  const pages = await ClientPages.serve();
  try {
    const { page } = await meet(browser, `${server.url}/r/evening`, 'Ann');
    const viewer = await pages.open(browser);
    await playIn(viewer, `${server.url}/whep/evening`);
    const frames = async (): Promise<number> => (await reception(viewer)).video[0]?.framesDecoded ?? 0;
    await until('the player sees Ann', async () => (await frames()) > 10, 15_000);

    const studio = await pages.open(browser);
    await publishFrom(studio, `${server.url}/whip/evening`, await tokenFor('evening', { publish: true, name: 'OBS' }), { simulcast: true });
    await page.getByText('OBS', { exact: true }).first().waitFor();
    const seen = async () => (await reception(page)).video[0];
    await until('Ann sees the encoder', async () => ((await seen())?.framesDecoded ?? 0) > 10, 15_000);
    if (process.env.SCREENSHOTS !== undefined) {
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/whip.png` });
    }
    await studio.evaluate(() => window.client.stop());
    await page.getByText('OBS', { exact: true }).first().waitFor({ state: 'detached' });
    const before = await frames();
    await until('the player goes on', async () => (await frames()) > before + 10, 15_000);
    expect(server.sfu.census().peers).toBe(2);
  } finally {
    await browser.close();
    pages.close();
    await server.close();
  }
}, 90_000);
