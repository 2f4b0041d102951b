import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Call } from '../../packages/client/src/index.ts';
import { launchBrowser, meet, type Person, type PersonOptions } from '../support/browser.ts';
import { capturesOf, devicesOf } from '../support/captures.ts';
import { fakeCall } from '../support/caller.ts';
import { SideBySide } from '../support/inflow.ts';
import { cameraScale, reception, smallCamera, untilMoving } from '../support/page-probes.ts';
import { until } from '../support/until.ts';
import { cutSocket, view } from '../support/viewer.ts';
import { SILENT_CALLERS, startServer, type Server } from '../support/web.ts';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ media: SILENT_CALLERS }), launchBrowser({ fps: 10 })]);
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** A publisher whose camera costs this machine little. */
const SMALL: PersonOptions = { init: async (page) => void (await page.addInitScript(smallCamera)) };

/** A host without devices, so that whoever else comes may speak and only viewers watch. */
async function hostOf(roomId: string): Promise<Call> {
  const host = fakeCall(server.url);
  await host.join({ roomId, name: 'Host' });
  return host;
}

const picture = (name: string): string => `[data-testid="tile"][aria-label="${name}"] video`;
const heightOf = async (page: Page): Promise<number> => (await reception(page)).video[0]?.height ?? 0;

async function choose(page: Page, menu: RegExp, entry: string): Promise<void> {
  await page.getByRole('button', { name: menu }).click();
  await page.getByRole('menuitemradio', { name: entry }).click();
}

describe('a viewer in Chromium', () => {
  const ROOM = 'watch-one';
  let host: Call;
  let ann: Person;
  let viewer: Page;

  afterAll(async () => {
    host?.dispose();
    await Promise.all([ann?.context.close(), viewer?.context().close()]);
  });

  test('waits for the broadcast, and watches when it begins, without being asked for devices', async () => {
    host = await hostOf(ROOM);
    viewer = await view(browser, `${server.url}/watch/${ROOM}`);
    await viewer.getByText('The broadcast has not started').waitFor();
    ann = await meet(browser, `${server.url}/r/${ROOM}`, 'Ann');
    await untilMoving(viewer, picture('Ann'));
    const before = (await reception(viewer)).audio[0]?.energy ?? 0;
    await until('Ann is heard', async () => ((await reception(viewer)).audio[0]?.energy ?? 0) > before + 1e-6, 15_000);
    expect(await capturesOf(viewer)).toBe(0);
    // Of the two transports only the one to receive is used.
    expect(await viewer.evaluate(() =>
      window.__peerConnections.filter(({ connectionState }) => connectionState === 'connected').length)).toBe(1);
    await viewer.getByTestId('delay').waitFor();
    expect(await viewer.getByTestId('delay').textContent()).toMatch(/^≈ \d+\.\d s delay$/u);
  }, 90_000);

  test('is on nobody’s screen and in nobody’s list, but is counted', async () => {
    expect([...host.getState().room?.peers.values() ?? []].map(({ name }) => name)).toEqual(['Host', 'Ann']);
    await until('the host sees the count', () => host.getState().room?.viewers === 1, 5_000);
  });

  test('chooses the quality', async () => {
    const untilHeight = async (height: number): Promise<void> =>
      await until(`${height} lines`, async () => (await heightOf(viewer)) === height * (await cameraScale(ann.page)), 90_000);
    await choose(viewer, /^Quality/u, 'Low (180p)');
    await untilHeight(180);
    await choose(viewer, /^Quality/u, 'High (720p)');
    await untilHeight(720);
    await choose(viewer, /^Quality/u, 'Medium (360p)');
    await untilHeight(360);
  }, 280_000);

  test('chooses the layout', async () => {
    const width = async (): Promise<number> => (await viewer.locator(picture('Ann')).boundingBox())?.width ?? 0;
    // The host and Ann: side by side.
    await until('half the page', async () => (await width()) < 700);
    await choose(viewer, /^Layout/u, 'Speaker large');
    await until('most of it', async () => (await width()) > 900);
    await untilMoving(viewer, picture('Ann'));
  }, 40_000);

  test('raises a hand, reacts, chats and asks', async () => {
    await viewer.getByRole('button', { name: 'Raise hand' }).click();
    await until('the host sees the hand', () => host.getState().room?.hands.total === 1, 5_000);
    await viewer.getByRole('button', { name: 'Take hand down' }).click();
    await until('and that it is down', () => host.getState().room?.hands.total === 0, 5_000);

    const rising = viewer.getByTestId('reactions').locator('[data-reaction="👏"]');
    await Promise.all([rising.first().waitFor({ timeout: 5_000 }), host.stage.react('👏')]);

    await viewer.getByRole('button', { name: /^Chat/u }).click();
    await viewer.getByRole('textbox', { name: /message/iu }).fill('Hello from the audience');
    await viewer.keyboard.press('Enter');
    const said = () => host.getState().room?.chat.at(-1);
    await until('the host reads it', () => said()?.text === 'Hello from the audience', 5_000);
    expect(said()?.name).toMatch(/^Guest \d{4}$/u);
    await host.stage.pinMessage(said()?.id ?? '');
    await viewer.getByRole('button', { name: /^Chat/u }).click();
    await viewer.getByRole('region', { name: /pinned/iu }).getByText('Hello from the audience').waitFor();

    await viewer.getByRole('button', { name: /^Questions/u }).click();
    await viewer.getByRole('textbox').fill('When is lunch?');
    await viewer.keyboard.press('Enter');
    const asked = () => host.getState().room?.questions.at(-1)?.text;
    await until('the host sees the question', () => asked() === 'When is lunch?', 5_000);
    await viewer.keyboard.press('Escape');
  }, 60_000);

  test('goes on watching when the connection is cut, and has it back by itself', async () => {
    const { peers, transports } = server.sfu.census();
    const resumed = async (): Promise<number> =>
      Number(/^plenary_resumes_total (\d+)$/mu.exec(await (await fetch(`${server.url}/metrics`)).text())?.[1]);
    const before = await resumed();
    await cutSocket(viewer);
    await untilMoving(viewer, picture('Ann'));
    await until('the stay is taken up again', async () => await resumed() > before);
    await untilMoving(viewer, picture('Ann'));
    // The same person, over the same transports.
    expect(server.sfu.census()).toMatchObject({ peers, transports });
    expect(await capturesOf(viewer)).toBe(0);
  }, 60_000);

  test('is told when the stage is empty', async () => {
    await ann.page.getByRole('button', { name: 'Leave' }).click();
    await host.leave();
    await viewer.getByText('Nobody is on stage any more').waitFor();
  }, 30_000);
});

describe('a viewer who is brought on the stage', () => {
  const ROOM = 'watch-stage';
  /** What a person notices is half a second: so many packets of sound of 20 ms, and frames at 10 a second. */
  const MOST_MISSED = { audio: 25, video: 5 };
  let host: Call;
  let ann: Person;
  let guest: Page;
  let other: Page;
  let guestId: string;
  let besideOther: SideBySide;

  beforeAll(async () => {
    host = await hostOf(ROOM);
    ann = await meet(browser, `${server.url}/r/${ROOM}`, 'Ann', SMALL);
    guest = await view(browser, `${server.url}/watch/${ROOM}`);
    await untilMoving(guest, picture('Ann'));
    guestId = (await host.stage.listAudience('')).viewers[0]?.id ?? '';
    other = await view(browser, `${server.url}/watch/${ROOM}`);
    await untilMoving(other, picture('Ann'));
    // Sound and picture of Ann have been there for a moment when the measuring begins.
    await guest.waitForTimeout(1_000);
    besideOther = await SideBySide.begin(guest, other);
    await guest.locator(picture('Ann')).evaluate((video) => video.setAttribute('data-mark', 'same'));
  }, 120_000);

  afterAll(async () => {
    host?.dispose();
    await Promise.all([ann?.context.close(), guest?.context().close(), other?.context().close()]);
  });

  test('is asked first, then seen and heard by another viewer', async () => {
    await host.stage.setRole(guestId, 'speaker');
    await guest.getByText('Nobody sees or hears you yet.').waitFor();
    expect(await capturesOf(guest)).toBe(0);
    await guest.getByRole('button', { name: 'Turn on microphone and camera' }).click();
    await guest.getByTestId('own-preview').locator('video').waitFor();
    await untilMoving(other, `[data-testid="tile"][data-peer-id="${guestId}"] video`);
    await until('both are heard', async () => {
      const { audio } = await reception(other);
      return audio.length === 2 && audio.every(({ energy }) => energy > 1e-6);
    }, 15_000);
  }, 60_000);

  test('goes back to the audience with devices released', async () => {
    await host.stage.setRole(guestId, 'viewer');
    await guest.getByRole('button', { name: 'Leave the stage' }).waitFor({ state: 'detached' });
    await other.locator(`[data-testid="tile"][data-peer-id="${guestId}"]`).waitFor({ state: 'detached' });
    await until('the devices are released', async () => {
      const { given, open } = await devicesOf(guest);
      return given >= 2 && open === 0;
    });
  }, 30_000);

  test('and all the while the player went on', async () => {
    await untilMoving(guest, `${picture('Ann')}[data-mark="same"]`);
    await besideOther.untilEven(MOST_MISSED);
  }, 30_000);
});

describe('a room without a place', () => {
  test('has the viewer wait with a position, come in, and be refused where nobody waits', async () => {
    const room = 'watch-full';
    const host = await hostOf(room);
    await host.setRoomSettings({ maxViewers: 1, overflow: 'queue' });
    const first = fakeCall(server.url);
    await first.join({ roomId: room, name: 'First', watch: true });
    const page = await view(browser, `${server.url}/watch/${room}`);
    await page.getByText('You are number 1 in the queue').waitFor();
    await first.leave();
    await page.getByText('The broadcast has not started').waitFor();

    await host.setRoomSettings({ overflow: 'refuse' });
    const late = await view(browser, `${server.url}/watch/${room}`);
    await late.getByText('Every place is taken').waitFor();
    await page.context().close();
    await until('the place is free', () => host.getState().room?.viewers === 0, 15_000);
    await late.getByRole('button', { name: 'Try again' }).click();
    await late.getByText('The broadcast has not started').waitFor();
    await late.context().close();
    first.dispose();
    host.dispose();
  }, 60_000);
});

describe('a server that can’t be reached', () => {
  test('is asked again by itself until it can', async () => {
    const page = await view(browser, `${server.url}/watch/watch-later`, {
      init: (one) => one.route('**/api/v1/config', (route) => route.abort()).then(() => undefined),
    });
    await page.getByText('The broadcast cannot be shown').waitFor();
    await page.unrouteAll();
    await page.getByText('The broadcast has not started').waitFor({ timeout: 40_000 });
    await page.context().close();
  }, 70_000);
});

describe('a browser that holds sound back', () => {
  test('plays the picture at once, and the sound after a tap', async () => {
    const ann = await meet(browser, `${server.url}/r/watch-sound`, 'Ann', SMALL);
    const page = await view(browser, `${server.url}/watch/watch-sound`, { isSoundHeldBack: true });
    await untilMoving(page, picture('Ann'));
    const sound = page.locator('audio').first();
    const playing = (): Promise<boolean> => sound.evaluate((audio) => !(audio as HTMLAudioElement).paused);
    const tap = page.getByRole('button', { name: 'Tap to turn the sound on' });
    await tap.waitFor();
    expect(await playing()).toBe(false);
    await tap.click();
    await until('the sound plays', playing, 5_000);
    await tap.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Turn sound off' }).click();
    expect(await sound.evaluate((audio) => (audio as HTMLAudioElement).muted)).toBe(true);
    await page.context().close();
    await ann.context.close();
  }, 60_000);
});
