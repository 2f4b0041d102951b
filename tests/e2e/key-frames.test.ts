import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, meet } from '../support/browser.ts';
import { smallCamera, untilMoving } from '../support/page-probes.ts';
import { until } from '../support/until.ts';
import { watchSockets } from '../support/viewer.ts';
import { startServer, type Server } from '../support/web.ts';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  // Two people on two workers: what one of them asks for crosses a pipe.
  [server, browser] = await Promise.all([startServer({ media: { workers: 2, consumersPerWorker: 1 } }), launchBrowser()]);
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** How often the page's encoders were asked for a key frame (RTCP PLI and FIR). */
const asked = async (page: Page): Promise<number> => await page.evaluate(async () => {
  let sum = 0;
  for (const connection of window.__peerConnections) {
    (await connection.getStats()).forEach((stat: RTCOutboundRtpStreamStats & { kind: string }) => {
      if (stat.type === 'outbound-rtp' && stat.kind === 'video') {
        sum += (stat.pliCount ?? 0) + (stat.firCount ?? 0);
      }
    });
  }
  return sum;
});

/** Says over the page's own connection that all videos that it receives have halted. */
const tellHalted = async (page: Page): Promise<void> => await page.evaluate(() => {
  const receivers = window.__peerConnections.flatMap((connection) => connection.getReceivers());
  // mediasoup-client names a received track as its consumer.
  const consumerIds = receivers.flatMap(({ track }) => track.kind === 'video' && track.id !== 'probator' ? [track.id] : []);
  window.__sockets.at(-1)?.send(`42${JSON.stringify(['requestKeyFrames', { consumerIds }])}`);
});

test('a client whose pictures have halted has a key frame sent, however often it asks about one a second', async () => {
  const init = async (page: Page): Promise<void> => {
    await page.addInitScript(smallCamera);
    await page.addInitScript(watchSockets);
  };
  const ann = await meet(browser, `${server.url}/r/halted`, 'Ann', { init });
  const bob = await meet(browser, `${server.url}/r/halted`, 'Bob', { init });
  await untilMoving(bob.page, '[data-testid="tile"]:has-text("Ann") video');
  // Those of the beginning are over.
  let before = -1;
  await until('nothing is asked for any more', async () => {
    const earlier = before;
    before = await asked(ann.page);
    await ann.page.waitForTimeout(1_500);
    return before === earlier;
  }, 30_000);
  const began = performance.now();
  for (let time = 0; time < 10; time++) {
    await tellHalted(bob.page);
    await bob.page.waitForTimeout(100);
  }
  await until('Ann is asked', async () => await asked(ann.page) > before, 5_000);
  await ann.page.waitForTimeout(1_500);
  const seconds = (performance.now() - began) / 1_000;
  expect(await asked(ann.page) - before).toBeLessThanOrEqual(Math.ceil(seconds) + 1);
}, 90_000);
