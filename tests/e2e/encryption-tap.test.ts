import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { observer, type types } from 'mediasoup';
import type { Browser } from 'playwright-core';
import { openTap } from '../../apps/sfu/src/media/hls/tap.ts';
import { newLinkSecret } from '../../packages/client/src/e2ee/link-secret.ts';
import { launchBrowser, meet } from '../support/browser.ts';
import { quantile } from '../support/gaps.ts';
import { capabilities, rawClient, type RawClient } from '../support/raw.ts';
import { until } from '../support/until.ts';
import { Vp8Frames, decodeVp8, likeness } from '../support/vp8-frames.ts';
import { SILENT_CALLERS, startServer, type Server } from '../support/web.ts';

/** Every video that is published on this server, with the router it is on. */
const videos: { router: types.Router; producer: types.Producer }[] = [];

/** Frames of the smallest picture that are tapped. */
const FRAMES = 15;

let server: Server;
let browser: Browser;
const watchers: RawClient[] = [];

beforeAll(async () => {
  observer.on('newworker', (worker) => worker.observer.on('newrouter', (router) => router.observer.on('newtransport', (transport) =>
    transport.observer.on('newproducer', (producer) => {
      if (producer.kind === 'video' && transport.type === 'webrtc') {
        videos.push({ router, producer });
      }
    }))));
  [server, browser] = await Promise.all([startServer({ media: SILENT_CALLERS }), launchBrowser({ fps: 10 })]);
}, 120_000);

afterAll(async () => {
  watchers.forEach((watcher) => watcher.close());
  await browser?.close();
  await server?.close();
});

/** Somebody publishes, and somebody wants to see it, without whom nothing would be encoded. @returns what the server taps */
async function tapped(room: string, fragment: string): Promise<Buffer[]> {
  const count = videos.length;
  const { page, context } = await meet(browser, `${server.url}/r/${room}${fragment}`, 'Ann');
  const watcher = await rawClient(server.url);
  watchers.push(watcher);
  const answer = await watcher.send<{ snapshot: { peers: { id: string; name: string }[] } }>('join', {
    roomId: room,
    name: 'Watcher',
    rtpCapabilities: await capabilities(server.url),
    // Of no key at all: the server can't tell.
    ...(fragment === '' ? {} : { e2ee: 'A'.repeat(130) }),
  });
  const annId = answer.ok ? answer.data.snapshot.peers.find(({ name }) => name === 'Ann')?.id : undefined;
  await watcher.send('setView', { tiles: [{ peerId: annId, source: 'camera', width: 320, height: 180, pinned: false }] });
  await until('a camera', () => videos.length > count, 15_000);
  const { router, producer } = videos.at(-1) as (typeof videos)[number];
  const frames = new Vp8Frames();
  const tap = await openTap(router, producer.id, { packet: (packet) => frames.packet(packet), closed: () => undefined });
  await tap.start();
  tap.requestKeyFrame();
  await until('frames', () => frames.frames.length >= FRAMES, 30_000);
  tap.close();
  await page.close();
  await context.close();
  return frames.frames;
}

test('the server gets pictures out of a room that is not encrypted, and none out of one that is', async () => {
  const plain = await decodeVp8(await tapped('open-room', ''));
  const frames = await tapped('closed-room', `#key=${newLinkSecret()}`);
  const secret = await decodeVp8(frames);

  expect(plain.length).toBeGreaterThanOrEqual(FRAMES - 3);
  // Chromium’s test picture goes round: each moment of it looks like some other one.
  const best = (pictures: readonly Buffer[]): number[] =>
    pictures.map((picture) => Math.max(...plain.filter((other) => other !== picture).map((other) => likeness(picture, other))));
  const told = (likenesses: readonly number[]): string => likenesses.map((value) => value.toFixed(2)).join(' ') || 'no picture';
  process.stderr.write(`likeness to the test picture: in the clear ${told(best(plain))}; encrypted ${told(best(secret))}\n`);
  // Of single moments there may be no second one.
  expect(quantile(best(plain), 0.5)).toBeGreaterThan(0.8);
  // A decoder may make something of noise: it must not be the picture.
  expect(Math.max(0, ...best(secret))).toBeLessThan(0.4);

  // What it did see, as it has to find key frames: which frames are key frames, and their size.
  expect(frames[0]?.subarray(3, 6).toString('hex')).toBe('9d012a');
}, 120_000);
