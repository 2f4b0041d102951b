import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import type { Call } from '../../packages/client/src/index.ts';
import { launchBrowser, meet, type Person } from '../support/browser.ts';
import { fakeCall } from '../support/caller.ts';
import { defaultMic, device, FakeDevices } from '../support/fake-devices.ts';
import { atMost, figure, recordFault, rounds } from '../support/fault-record.ts';
import { controlDevices, listen, longestSilence } from '../support/page-devices.ts';
import { smallCamera } from '../support/page-probes.ts';
import { startSfu } from '../support/sfu.ts';
import { toneFile } from '../support/tone.ts';
import { until } from '../support/until.ts';
import { startServer, type Server } from '../support/web.ts';

/** How soon sound is back, in milliseconds. */
const BACK_MS = atMost(300);
const ROUNDS = rounds(1, 20);
/** A storm of presses on the microphone's button: ten a second, for five seconds. */
const PRESSES = 50;
const PRESS_MS = 100;

/** Faster still where nothing has to be heard. */
const FAST_PRESS_MS = 20;

const pause = async (ms: number): Promise<void> => await new Promise((resolve) => setTimeout(resolve, ms));

describe('what the server and the others know of a microphone', () => {
  let sfu: Sfu;
  let devices: FakeDevices;
  let ann: Call;
  let bob: Call;

  beforeAll(async () => {
    sfu = await startSfu({ media: { workers: 1 } });
    devices = new FakeDevices({ mic: [defaultMic('Laptop'), device('headset')], camera: [device('webcam')] });
    ann = fakeCall(sfu.url, { capture: devices.capture });
    bob = fakeCall(sfu.url);
    await ann.setMic(true);
    await ann.join({ roomId: 'devices', name: 'Ann' });
    await bob.join({ roomId: 'devices', name: 'Bob' });
    await until('Bob hears Ann', () => shown() === 'on');
  });

  afterEach(async () => {
    await ann.setMic(true);
    await until('Ann is heard', () => shown() === 'on');
  });

  afterAll(async () => {
    await Promise.all([ann, bob].map((call) => call.leave()));
    await sfu.close();
  });

  /** How Ann's microphone stands for Bob, who has it from the server. */
  function shown(): 'on' | 'off' | 'none' | 'several' {
    const { room } = ann.getState();
    const tracks = bob.getState().room?.peers.get(room?.selfId ?? '')?.tracks.filter(({ source }) => source === 'mic') ?? [];
    return tracks.length > 1 ? 'several' : tracks[0] === undefined ? 'none' : tracks[0].paused ? 'off' : 'on';
  }

  /** What the server says of Ann to somebody who comes now. */
  async function atTheServer(): Promise<string> {
    const late = fakeCall(sfu.url);
    await late.join({ roomId: 'devices', name: 'Late' });
    const tracks = late.getState().room?.peers.get(ann.getState().room?.selfId ?? '')?.tracks.map(({ source, paused }) => `${source} ${paused ? 'off' : 'on'}`);
    await late.leave();
    return tracks?.join() ?? 'nobody';
  }

  test.each([true, false])('after a storm of presses is what the last one said (on: %s)', async (last) => {
    for (let press = 1; press <= PRESSES; press++) {
      void ann.setMic(press % 2 === (last ? 0 : 1));
      await pause(FAST_PRESS_MS);
    }
    expect(ann.getState().local.tracks.mic.status).toBe(last ? 'on' : 'off');
    await until('the server has the last word', async () => await atTheServer() === `mic ${last ? 'on' : 'off'}`);
    await until('everyone agrees', () => shown() === (last ? 'on' : 'off'));
    await pause(500);
    expect(shown()).toBe(last ? 'on' : 'off');
  }, 30_000);

  test('does not change when the device does, however often', async () => {
    const seen = new Set<string>();
    const watching = bob.subscribe(() => seen.add(shown()));
    for (let i = 0; i < 10; i++) {
      devices.change({ mic: [defaultMic(`Device ${i}`), device('headset')] });
      await until('another is open', () => ann.localTrack('mic') === devices.last && devices.opened.filter(({ track }) => track.readyState === 'live').length === 1);
    }
    await ann.selectDevice('mic', 'headset');
    devices.last.remoteStop();
    await until('the default is open', () => ann.getState().local.selected.mic === null && ann.localTrack('mic')?.readyState === 'live');
    expect(await atTheServer()).toBe('mic on');
    watching();
    expect([...seen].filter((state) => state !== 'on')).toEqual([]);
  }, 30_000);

  test('says that nobody is heard while the system holds it back, and that they are when it does no more', async () => {
    devices.last.remoteMute();
    await until('told', () => ann.getState().local.tracks.mic.status === 'interrupted' && shown() === 'off', 10_000);
    devices.last.remoteUnmute();
    await until('heard again', () => ann.getState().local.tracks.mic.status === 'on' && shown() === 'on');
  }, 20_000);
});

describe('sound in a browser with several microphones', () => {
  let server: Server;
  let browser: Browser;
  let ann: Person;
  let bob: Person;

  beforeAll(async () => {
    [server, browser] = await Promise.all([
      startServer({ media: { workers: 1 } }), launchBrowser({ devices: 2, microphone: toneFile() }),
    ]);
    const link = `${server.url}/r/devices`;
    ann = await meet(browser, link, 'Ann', {
      init: async (page) => {
        await page.addInitScript(smallCamera);
        await page.addInitScript(controlDevices);
      },
    });
    bob = await meet(browser, link, 'Bob', { init: async (page) => void (await page.addInitScript(smallCamera)), bypassPolicy: true });
    await bob.page.getByRole('button', { name: 'Mute microphone' }).click();
    await until('Bob hears Ann', async () => await bob.page.evaluate(() =>
      window.__peerConnections.some((connection) => connection.getReceivers().some(({ track }) => track.kind === 'audio' && !track.muted))), 20_000);
    await listen(bob.page);
    await bob.page.waitForTimeout(1_000);
    await longestSilence(bob.page);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  /** Does something to Ann's microphone, and says how long Bob hears nothing for it. */
  async function silenceOf(act: () => Promise<void>): Promise<number> {
    await longestSilence(bob.page);
    await act();
    // Longer than what is judged: sound that does not come back must not pass.
    await bob.page.waitForTimeout(Math.max(1_000, 2 * BACK_MS));
    return await longestSilence(bob.page);
  }

  /** The same, of something that has another microphone opened: what is sent must be its sound from then on. */
  async function silenceOfChange(act: () => Promise<void>): Promise<number> {
    const sent = async (): Promise<string | undefined> => await ann.page.evaluate(() => window.__peerConnections
      .flatMap((connection) => connection.getSenders()).find(({ track }) => track?.kind === 'audio' && track.readyState === 'live')?.track?.id);
    const before = await sent();
    return await silenceOf(async () => {
      await act();
      await until('another microphone is sent', async () => ![undefined, before].includes(await sent()));
    });
  }

  const shownAs = async (): Promise<string | null> =>
    await bob.page.locator('[data-testid="tile"][aria-label^="Ann"]').first().getAttribute('aria-label');

  test('goes on through another device, another default and one that is unplugged', async () => {
    const idle: number[] = [];
    const silences: Record<'chosen' | 'default' | 'unplugged', number[]> = { chosen: [], default: [], unplugged: [] };
    const choose = async (name: RegExp): Promise<void> => {
      await ann.page.getByRole('button', { name: 'Microphone and speaker options' }).click();
      await ann.page.getByRole('button', { name: /^.*Microphone/u, exact: false }).last().click();
      await ann.page.getByRole('option', { name }).click();
      await ann.page.keyboard.press('Escape');
    };
    for (let round = 0; round < ROUNDS; round++) {
      idle.push(await silenceOf(async () => undefined));
      silences.default.push(await silenceOfChange(async () => await ann.page.evaluate(() => window.__devices.changeDefault())));
      silences.chosen.push(await silenceOfChange(async () => await choose(round % 2 === 0 ? /^Fake Audio Input 1/u : /^Fake Audio Input 2/u)));
      silences.unplugged.push(await silenceOfChange(async () => await ann.page.evaluate(() => window.__devices.unplug())));
    }
    const all = Object.values(silences).flat();
    recordFault({
      id: 'F29',
      variant: 'devices',
      injected: all.length,
      recovered: all.filter((silence) => silence < Math.max(1_000, BACK_MS)).length,
      figures: [
        figure('silence, another default', 'ms', silences.default, { max: 300 }, idle),
        figure('silence, another one chosen', 'ms', silences.chosen, { max: 300 }),
        figure('silence, unplugged', 'ms', silences.unplugged, { max: 300 }),
      ],
    });
    expect(await shownAs()).toBe('Ann');
  }, 60_000 + ROUNDS * 15_000);

  test('after a storm of presses is heard, and shown, as the last one said', async () => {
    const back: number[] = [];
    for (let round = 0; round < Math.max(1, ROUNDS / 10); round++) {
      await ann.page.evaluate(async ([presses, ms]) => {
        for (let press = 0; press < presses; press++) {
          document.dispatchEvent(new KeyboardEvent('keydown', { key: 'm', code: 'KeyM', bubbles: true }));
          await new Promise((resolve) => setTimeout(resolve, ms));
        }
      }, [PRESSES, PRESS_MS] as const);
      await ann.page.getByRole('button', { name: 'Mute microphone' }).waitFor();
      // The ear hears silences: without them the figures below would say nothing.
      expect(await longestSilence(bob.page)).toBeGreaterThan(0);
      await until('Bob is shown the same', async () => (await shownAs()) === 'Ann');
      const silence = await silenceOf(async () => undefined);
      back.push(silence);
    }
    recordFault({
      id: 'F29',
      variant: 'mute storm',
      injected: back.length,
      recovered: back.filter((silence) => silence < BACK_MS).length,
      figures: [figure('silence after the last press', 'ms', back, { max: 300 })],
    });
  }, 60_000);
});
