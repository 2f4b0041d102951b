import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, meet, type Person } from '../support/browser.ts';
import { clockCamera, pictureAge } from '../support/clock-camera.ts';
import { lateSocket } from '../support/late-socket.ts';
import { blockMedia } from '../support/page-probes.ts';
import { toneFile } from '../support/tone.ts';
import { until } from '../support/until.ts';
import { startServer, type Server } from '../support/web.ts';

const ROOM = 'hls-room';
const VIDEO = '[data-testid="hls-player"] video';

let server: Server;
let browser: Browser;
let ann: Person;

beforeAll(async () => {
  [server, browser] = await Promise.all([
    startServer({ media: { workers: 1 } }),
    launchBrowser({ fps: 10, microphone: toneFile() }),
  ]);
  ann = await meet(browser, `${server.url}/r/${ROOM}`, 'Ann', {
    init: async (page) => {
      await page.addInitScript(clockCamera);
      await page.addInitScript(lateSocket, 200);
    },
  });
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function openSettings(): Promise<void> {
  await ann.page.getByRole('button', { name: 'More' }).click();
  await ann.page.getByRole('menuitem', { name: 'Meeting settings' }).click();
}

/** By the keyboard, from whatever was used last: it has to have kept the focus while a change was on its way. */
async function leaveSettings(): Promise<void> {
  await ann.page.keyboard.press('Escape');
  await ann.page.getByRole('dialog').waitFor({ state: 'detached' });
}

/** Runs in the page before its own scripts: a browser without WebRTC. */
function removeWebRtc(): void {
  Reflect.deleteProperty(window, 'RTCPeerConnection');
}

async function watch(init: () => void): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1_440, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(init);
  await page.goto(`${server.url}/watch/${ROOM}`);
  return page;
}

async function untilPlaying(page: Page): Promise<void> {
  await page.locator('[data-testid="hls-player"][data-playback="playing"]').waitFor({ timeout: 30_000 });
  await until('its picture shows the clock', async () => await pictureAge(page, VIDEO) !== null, 15_000);
}

/**
 * The picture is as old as the page says, over some seconds in which it moves on. A page on a machine that is busy
 * draws late what it decoded, so that the seconds may be later ones.
 */
async function expectTruth(page: Page): Promise<void> {
  await page.getByTestId('hls-delay').waitFor();
  let seen: Awaited<ReturnType<typeof compare>> | null = null;
  for (let attempt = 0; attempt < 12; attempt++) {
    seen = await compare(page);
    if (seen.differenceMs < 400 && seen.ageMs < 8_000 && seen.movedSeconds > 2.5) {
      return;
    }
  }
  throw new Error(`the label never told the truth: ${JSON.stringify(seen)}`);
}

/** Four seconds of it: the difference that 6 of 10 looks stay below, the greatest age, and how far the picture moved. */
async function compare(page: Page): Promise<{ differenceMs: number; ageMs: number; movedSeconds: number }> {
  const label = page.getByTestId('hls-delay');
  const currentTime = () => page.locator(VIDEO).evaluate((video: HTMLVideoElement) => video.currentTime);
  const startedAt = await currentTime();
  const [differences, ages]: [number[], number[]] = [[], []];
  for (let look = 0; look < 10; look++) {
    await page.waitForTimeout(400);
    const age = await pictureAge(page, VIDEO);
    // There is none while the player waits for more.
    const told = Number(await label.getAttribute('data-delay-ms', { timeout: 5_000 }).catch(() => Infinity));
    // The label is read once a second: when a player skips ahead, it tells the old delay for so long.
    differences.push(age === null ? Infinity : Math.abs(age - told));
    ages.push(age ?? Infinity);
  }
  return {
    differenceMs: differences.sort((a, b) => a - b)[6] ?? Infinity,
    ageMs: Math.min(...ages),
    movedSeconds: await currentTime() - startedAt,
  };
}

test('a host turns HLS on in the meeting’s settings, sees that it is live, and leaves them by the keyboard', async () => {
  await openSettings();
  const section = ann.page.getByTestId('hls-section');
  await section.getByText('Stream as HLS').click();
  await section.getByText('Live', { exact: true }).waitFor({ timeout: 15_000 });
  await leaveSettings();
}, 30_000);

test('where no media pass, the page falls back to HLS by itself, says so, and tells the delay that there is', async () => {
  const page = await watch(blockMedia);
  await page.getByText('because a direct connection was not possible').waitFor({ timeout: 30_000 });
  await untilPlaying(page);
  await expectTruth(page);
  const sound = await page.locator(VIDEO).evaluate(async (video: HTMLVideoElement & { captureStream(): MediaStream }) => {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(video.captureStream()).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let loudest = 0;
    // A player may just be waiting for more; the fake microphone beeps once a second.
    for (let look = 0; look < 100 && loudest <= 0.01; look++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      analyser.getFloatTimeDomainData(samples);
      loudest = Math.max(loudest, ...samples.map(Math.abs));
    }
    return loudest;
  });
  expect(sound).toBeGreaterThan(0.01);
  await page.context().close();
}, 150_000);

test('an encoder that dies is an interruption, and the page plays on', async () => {
  const page = await watch(removeWebRtc);
  await untilPlaying(page);
  await until('an encoder runs', () => server.sfu.encoderPids().length > 0, 15_000);
  const [pid = NaN] = server.sfu.encoderPids();
  process.kill(pid, 'SIGKILL');
  const killedAt = Date.now();
  await until('another encoder runs', () => server.sfu.encoderPids().some((next) => next !== pid), 15_000);
  const before = await page.locator(VIDEO).evaluate((video: HTMLVideoElement) => video.currentTime);
  await until('the picture is new again', async () => {
    const age = await pictureAge(page, VIDEO);
    return age !== null && Date.now() - age > killedAt
      && await page.locator(VIDEO).evaluate((video: HTMLVideoElement) => video.currentTime) > before + 5;
  }, 60_000);
  await expectTruth(page);
  await page.context().close();
}, 150_000);

test('a room that is not sent out says that nothing comes through', async () => {
  await openSettings();
  await ann.page.getByTestId('hls-section').getByText('Stream as HLS').click();
  await until('the encoder is gone', () => server.sfu.encoderPids().length === 0);
  await leaveSettings();
  const page = await watch(blockMedia);
  await page.locator('[data-testid="fallback"][data-way="blocked"]').waitFor({ timeout: 30_000 });
  await page.context().close();
}, 60_000);
