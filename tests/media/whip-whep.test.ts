import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { launchBrowser } from '../support/browser.ts';
import { ClientPages, playIn, publishFrom, type PublishOptions } from '../support/http-media.ts';
import { playNatively } from '../support/native-player.ts';
import { reception } from '../support/page-probes.ts';
import { NOTHING, startSfu } from '../support/sfu.ts';
import { TOKEN_KEYS, tokenFor } from '../support/tokens.ts';
import { until } from '../support/until.ts';

let sfu: Sfu;
let browser: Browser;
let pages: ClientPages;
let rooms = 0;

beforeAll(async () => {
  sfu = await startSfu({ tokenKeys: TOKEN_KEYS, whip: { timeoutSeconds: 2 } });
  browser = await launchBrowser({ fps: 15 });
  pages = await ClientPages.serve();
});

afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  // Of pages that went without a word the server hears nothing any more, which takes it 20 s to notice.
  await until('nothing is left', () => JSON.stringify(sfu.census()) === JSON.stringify(NOTHING), 60_000);
  const metrics = await (await fetch(`${sfu.url}/metrics`)).text();
  expect(metrics).toMatch(/plenary_http_sessions\{kind="whip"\} 0\n.*\{kind="whep"\} 0/u);
}, 70_000);

afterAll(async () => {
  await browser.close();
  pages.close();
  await sfu.close();
});

const newRoom = (): string => `whip-${++rooms}`;

async function encoder(room: string, name: string, options: PublishOptions = {}): Promise<Page> {
  const page = await pages.open(browser);
  await publishFrom(page, `${sfu.url}/whip/${room}`, await tokenFor(room, { publish: true, name }), options);
  return page;
}

async function player(room: string): Promise<Page> {
  const page = await pages.open(browser);
  await playIn(page, `${sfu.url}/whep/${room}`);
  return page;
}

const stop = async (...stopped: Page[]): Promise<void> =>
  void await Promise.all(stopped.map((page) => page.evaluate(() => window.client.stop())));

async function picturesMove(page: Page): Promise<void> {
  const frames = async (): Promise<number> => (await reception(page)).video[0]?.framesDecoded ?? 0;
  const before = await frames();
  await until('pictures move', async () => (await frames()) > before + 10, 15_000);
}

async function soundIsHeard(page: Page): Promise<void> {
  const energy = async (): Promise<number> => (await reception(page)).audio[0]?.energy ?? 0;
  const before = await energy();
  await until('sound is heard', async () => (await energy()) > before, 15_000);
}

const negotiations = async (page: Page): Promise<number> =>
  await page.evaluate(() => window.__peerConnections[0]?.currentRemoteDescription?.sdp.length ?? 0);

test.each(['video/VP8', 'video/H264', 'video/VP9'])('what an encoder publishes in %s is played', async (codec) => {
  const room = newRoom();
  const studio = await encoder(room, 'Studio', { codec });
  const viewer = await player(room);
  await picturesMove(viewer);
  await soundIsHeard(viewer);
  await stop(viewer, studio);
}, 60_000);

test('an encoder’s simulcast is played in its largest size', async () => {
  const room = newRoom();
  const studio = await encoder(room, 'Studio', { simulcast: true });
  const viewer = await player(room);
  await until('the largest size', async () => (await reception(viewer)).video[0]?.width === 640, 60_000);
  await stop(viewer, studio);
}, 120_000);

test('when one encoder ends its player goes on with the next, without being asked', async () => {
  const room = newRoom();
  const first = await encoder(room, 'First');
  const viewer = await player(room);
  await picturesMove(viewer);
  const second = await encoder(room, 'Second');
  const before = await negotiations(viewer);
  await stop(first);
  await picturesMove(viewer);
  await soundIsHeard(viewer);
  expect(await negotiations(viewer)).toBe(before);
  await stop(viewer, second);
}, 60_000);

test('encoder and player restart ICE and go on', async () => {
  const room = newRoom();
  const studio = await encoder(room, 'Studio');
  const viewer = await player(room);
  await picturesMove(viewer);
  for (const page of [studio, viewer]) {
    const pair = async (): Promise<string> => await page.evaluate(() =>
      window.__peerConnections[0]?.currentRemoteDescription?.sdp.match(/a=ice-ufrag:(\S+)/u)?.[1] ?? '');
    const before = await pair();
    await page.evaluate(() => window.client.restart());
    await until('new credentials', async () => (await pair()) !== before);
    await picturesMove(viewer);
  }
  await stop(viewer, studio);
}, 60_000);

test('an encoder that vanishes is gone after a while', async () => {
  const room = newRoom();
  const studio = await encoder(room, 'Studio');
  await until('it is connected', () => studio.evaluate(() => window.__peerConnections[0]?.connectionState === 'connected'));
  await studio.close();
}, 60_000);

test('players with numbers of their own are sent those', async () => {
  const room = newRoom();
  const studio = await encoder(room, 'Studio', { codec: 'video/VP8' });
  const other = playNatively(`${sfu.url}/whep/${room}`, { audio: 99, video: 121 });
  const viewer = await player(room);
  await until('packets of both kinds', () => (other.packets()['99'] ?? 0) > 20 && (other.packets()['121'] ?? 0) > 20, 15_000);
  // RTCP comes the same way; its types are 64 to 95 where those of RTP stand (RFC 5761).
  const types = Object.keys(other.packets()).map(Number);
  expect(types.filter((type) => type < 64 || type > 95)).toEqual([99, 121]);
  await picturesMove(viewer);
  await other.close();
  await stop(viewer, studio);
}, 60_000);
