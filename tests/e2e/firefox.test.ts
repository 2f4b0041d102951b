import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { newLinkSecret } from '../../packages/client/src/e2ee/link-secret.ts';
import { join, launchBrowser, meet, write, type Person } from '../support/browser.ts';
import { launchFirefox, ownAddress } from '../support/firefox.ts';
import { readGaps, resetGaps, watchGaps } from '../support/gaps.ts';
import { reception, untilMoving } from '../support/page-probes.ts';
import { until } from '../support/until.ts';
import { cutSocket, view, watchSockets } from '../support/viewer.ts';
import { startServer, type Server } from '../support/web.ts';

const ADMIN_KEY = 'a-key-for-the-admin-api';
/** Far more than it takes (see docs/reliability.md), and less than a reload would. */
const WORST_GAP_MS = 8_000;

let server: Server;
let chromium: Browser;
let firefox: Browser;

beforeAll(async () => {
  [server, chromium, firefox] = await Promise.all([
    startServer({ adminKey: ADMIN_KEY, media: { workers: 2, listenIps: [ownAddress()] } }),
    launchBrowser({ fps: 10 }),
    launchFirefox(),
  ]);
}, 60_000);

afterAll(async () => {
  await Promise.all([chromium?.close(), firefox?.close()]);
  await server?.close();
});

const tile = (name: string): string => `[data-testid="tile"][data-source="camera"][aria-label^="${name}"]`;
const picture = (name: string): string => `${tile(name)} video`;

const probed = async (page: Page): Promise<void> => {
  await page.addInitScript(watchGaps);
  await page.addInitScript(watchSockets);
};

/** Ann comes with Chromium, Fay with Firefox. */
async function meetBoth(link: string): Promise<[ann: Person, fay: Person]> {
  return await Promise.all([
    meet(chromium, link, 'Ann', { init: probed }),
    meet(firefox, link, 'Fay', { init: probed }),
  ]);
}

/** They are there for all tests of a group. */
function whileBothMeet(link: () => string, came: (both: [ann: Person, fay: Person]) => void): void {
  const people: Person[] = [];

  beforeAll(async () => {
    const both = await meetBoth(link());
    people.push(...both);
    came(both);
  }, 30_000);

  afterAll(async () => {
    await Promise.all(people.map(({ context }) => context.close()));
  });
}

async function eachSees(ann: Person, fay: Person): Promise<void> {
  await Promise.all([untilMoving(ann.page, picture('Fay')), untilMoving(fay.page, picture('Ann'))]);
}

async function hears({ name, page }: Pick<Person, 'name' | 'page'>): Promise<void> {
  let before = Infinity;
  await until(`${name} hears the other`, async () => {
    const energy = (await reception(page)).audio.reduce((sum, track) => sum + track.energy, 0);
    const isMore = energy > before + 1e-6;
    before = Math.min(before, energy);
    return isMore;
  }, 10_000);
}

/** The picture is not hidden behind an avatar, as one that stands still is. */
async function isShown({ page }: Person, name: string): Promise<boolean> {
  return await page.locator(picture(name)).first().evaluate((video) => getComputedStyle(video).opacity !== '0');
}

describe('a call of Firefox and Chromium', () => {
  let ann: Person;
  let fay: Person;

  whileBothMeet(() => `${server.url}/r/two-browsers`, (both) => ([ann, fay] = both));

  test('has moving pictures and sound both ways', async () => {
    await eachSees(ann, fay);
    await Promise.all([hears(ann), hears(fay)]);
  }, 30_000);

  test('shows who is muted', async () => {
    await fay.page.getByRole('button', { name: 'Mute microphone' }).click();
    await ann.page.getByRole('group', { name: 'Fay, muted', exact: true }).waitFor({ timeout: 5_000 });
    await fay.page.getByRole('button', { name: 'Unmute microphone' }).click();
    await ann.page.getByRole('group', { name: 'Fay', exact: true }).waitFor({ timeout: 5_000 });
    await hears(ann);
  }, 20_000);

  test('has a chat', async () => {
    await fay.page.getByRole('button', { name: 'Chat' }).click();
    await write(fay.page.getByRole('textbox', { name: /message/iu }), 'From Fay');
    await fay.page.keyboard.press('Enter');
    await ann.page.getByRole('button', { name: /^Chat/u }).click();
    await ann.page.getByText('From Fay').first().waitFor({ timeout: 5_000 });
    await write(ann.page.getByRole('textbox', { name: /message/iu }), 'From Ann');
    await ann.page.keyboard.press('Enter');
    await fay.page.getByText('From Ann').first().waitFor({ timeout: 5_000 });
    for (const { page } of [ann, fay]) {
      await page.getByRole('button', { name: /^(?:Close c|C)hat/u }).first().click();
    }
    // By now a picture that only seems to stand still would have been hidden.
    for (const [person, name] of [[fay, 'Ann'], [fay, 'Fay'], [ann, 'Fay']] as const) {
      await until(`${person.name} is shown ${name}`, () => isShown(person, name), 5_000);
    }
  }, 20_000);

  test('shows in Firefox the screen that Chromium shares', async () => {
    await ann.page.getByRole('button', { name: 'Share screen' }).click();
    await untilMoving(fay.page, '[data-testid="tile"][data-source="screen"] video');
    await ann.page.getByRole('button', { name: 'Stop sharing' }).first().click();
    await fay.page.locator('[data-testid="tile"][data-source="screen"]').waitFor({ state: 'detached', timeout: 5_000 });
  }, 30_000);

  test('sends each size of Firefox’s camera to whoever shows it so', async () => {
    /** Pictures come, of such a size. A layer that has become slow would keep its size and bring none. */
    const untilHigh = async (isRight: (height: number) => boolean): Promise<void> => {
      let frames = Infinity;
      await until('pictures of that size', async () => {
        const { video } = await reception(ann.page);
        const now = video.find(({ height }) => isRight(height))?.framesDecoded;
        frames = now === undefined ? Infinity : Math.min(frames, now);
        return now !== undefined && now >= frames + 10;
      }, 60_000);
    };
    // A machine that is busy has Firefox make all of them smaller than 720, 360 and 180 lines.
    await untilHigh((height) => height > 500);
    await ann.page.setViewportSize({ width: 320, height: 240 });
    await untilHigh((height) => height > 0 && height <= 180);
    // Nobody wants the large one, and in some two seconds Firefox knows.
    await until('Firefox stops the large one', () => fay.page.evaluate(() => window.__peerConnections.some((connection) =>
      connection.connectionState === 'connected'
      && connection.getSenders().some((sender) => sender.getParameters().encodings.at(2)?.active === false))), 10_000);
    await ann.page.setViewportSize({ width: 1_280, height: 720 });
    await untilHigh((height) => height > 500);
  }, 220_000);

  test('goes on over a cut connection', async () => {
    const { peers, transports } = server.sfu.census();
    await cutSocket(fay.page);
    await until('Firefox is back', () => fay.page.evaluate(() => window.__sockets.length > 1 && window.__sockets.at(-1)?.readyState === WebSocket.OPEN));
    await eachSees(ann, fay);
    // The same person, over the same transports.
    expect(server.sfu.census()).toMatchObject({ peers, transports });
  }, 30_000);

  test('goes on when its media worker is killed', async () => {
    await resetGaps([ann.page, fay.page]);
    // Some are closed already, with which the browser was asked what it can do.
    const closed = ({ page }: Person): Promise<number> =>
      page.evaluate(() => window.__peerConnections.filter(({ connectionState }) => connectionState === 'closed').length);
    const before = await Promise.all([ann, fay].map(closed));
    await killBusyWorker();
    await until('both have given up a connection', async () =>
      (await Promise.all([ann, fay].map(closed))).every((count, at) => count > (before[at] ?? 0)), 20_000);
    await eachSees(ann, fay);
    await Promise.all([hears(ann), hears(fay)]);
    for (const { page } of [ann, fay]) {
      // Nobody shares any more: of the screen that was shown there is nothing to come.
      const gaps = Object.entries(await readGaps(page)).filter(([key]) => !key.startsWith('video screen'));
      process.stderr.write(`worst gaps: ${JSON.stringify(gaps)}\n`);
      expect(gaps.filter(([, gap]) => gap > WORST_GAP_MS)).toEqual([]);
    }
  }, 40_000);

  test('has Firefox back after a reload', async () => {
    await fay.page.reload();
    await join(fay);
    await eachSees(ann, fay);
    await Promise.all([hears(ann), hears(fay)]);
  }, 30_000);
});

async function askServer(method: string, path: string): Promise<Response> {
  return await fetch(`${server.sfu.url}/api/v1/admin/${path}`, { method, headers: { authorization: `Bearer ${ADMIN_KEY}` } });
}

/** Kills the media worker that has the most people. */
async function killBusyWorker(): Promise<void> {
  const { workers } = (await (await askServer('GET', 'workers')).json()) as { workers: { pid: number; peers: number }[] };
  const [busy] = workers.sort((a, b) => b.peers - a.peers);
  expect(busy?.peers).toBeGreaterThan(0);
  process.kill(busy?.pid ?? 0, 'SIGKILL');
}

describe('an encrypted call of Firefox and Chromium', () => {
  let ann: Person;
  let fay: Person;

  whileBothMeet(() => `${server.url}/r/two-browsers-encrypted#key=${newLinkSecret()}`, (both) => ([ann, fay] = both));

  test('has moving pictures and sound both ways', async () => {
    await eachSees(ann, fay);
    await Promise.all([hears(ann), hears(fay)]);
  }, 30_000);

  test('shows both the same safety code', async () => {
    const [at, there] = await Promise.all([ann, fay].map(async ({ page }) => {
      await page.getByRole('button', { name: 'Encrypted end to end' }).click();
      return (await page.getByTestId('safety-code').innerText()).replace(/\s+/gu, ' ').trim();
    }));
    expect(at).toMatch(/^\d{5}(?: \d{5}){5}$/u);
    expect(there).toBe(at);
  }, 20_000);
});

describe('a broadcast that Firefox watches', () => {
  const ROOM = 'watched';
  let ann: Person;

  beforeAll(async () => {
    ann = await meet(chromium, `${server.url}/r/${ROOM}`, 'Ann');
  }, 30_000);

  afterAll(async () => {
    await ann?.context.close();
  });

  test('has pictures and sound, and tells how late they are', async () => {
    const page = await view(firefox, `${server.url}/watch/${ROOM}`);
    await untilMoving(page, picture('Ann'));
    await hears({ name: 'Firefox', page });
    await page.getByTestId('delay').waitFor();
    expect(await page.getByTestId('delay').textContent()).toMatch(/^≈ \d+\.\d s delay$/u);
    await page.context().close();
  }, 40_000);

  test('is played as HLS where no call is possible', async () => {
    await askServer('POST', `rooms/${ROOM}/hls`);
    const page = await view(firefox, `${server.url}/watch/${ROOM}`, {
      init: async (one) => void (await one.addInitScript(() => Reflect.deleteProperty(window, 'RTCPeerConnection'))),
    });
    await page.locator('[data-testid="hls-player"][data-playback="playing"]').waitFor({ timeout: 20_000 });
    await untilMoving(page, '[data-testid="hls-player"] video');
    await page.context().close();
  }, 40_000);
});
