import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { launchBrowser } from '../support/browser.ts';
import { fakeCall } from '../support/caller.ts';
import { ClientPages, TOKEN_KEYS, playIn, publishFrom, tokenFor } from '../support/http-media.ts';
import { reception } from '../support/page-probes.ts';
import { NOTHING, startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

let sfu: Sfu;
let browser: Browser;
let pages: ClientPages;
let rooms = 0;

beforeAll(async () => {
  sfu = await startSfu({ tokenKeys: TOKEN_KEYS });
  browser = await launchBrowser({ fps: 15 });
  pages = await ClientPages.serve();
});

afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await until('nothing is left', () => JSON.stringify(sfu.census()) === JSON.stringify(NOTHING), 10_000);
});

afterAll(async () => {
  await browser.close();
  pages.close();
  await sfu.close();
});

const newRoom = (): string => `whip-${++rooms}`;

async function advancing(page: Page): Promise<void> {
  const frames = async (): Promise<number> => (await reception(page)).video[0]?.framesDecoded ?? 0;
  const before = await frames();
  await until('pictures move', async () => (await frames()) > before + 5, 15_000);
}

test.each(['video/VP8', 'video/H264'])('an encoder publishes %s and a player plays it', async (codec) => {
  const room = newRoom();
  const encoder = await pages.open(browser);
  await publishFrom(encoder, `${sfu.url}/whip/${room}`, await tokenFor(room, { publish: true, name: 'OBS' }), { codec });
  const player = await pages.open(browser);
  await playIn(player, `${sfu.url}/whep/${room}`);
  await advancing(player);
  await until('sound is heard', async () => ((await reception(player)).audio[0]?.energy ?? 0) > 0, 10_000);
  await player.evaluate(() => window.client.stop());
  await encoder.evaluate(() => window.client.stop());
});
