import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { arrive, launchBrowser, type PersonOptions } from '../support/browser.ts';
import { devicesOf, watchCaptures } from '../support/captures.ts';
import { fakeCall } from '../support/caller.ts';
import { faults } from '../support/faults.ts';
import { TOKEN_KEYS, tokenFor } from '../support/tokens.ts';
import { until } from '../support/until.ts';
import { SILENT_CALLERS, startServer, type Server } from '../support/web.ts';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ media: SILENT_CALLERS, access: 'closed', tokenKeys: TOKEN_KEYS }), launchBrowser({ fps: 5 })]);
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const visit = async (path: string, options: PersonOptions = {}) => (await arrive(browser, `${server.url}${path}`, '', options)).page;

describe('with a link that has a token in it', () => {
  test('a person comes in under the name that it gives, and again after a reload', async () => {
    const page = await visit(`/r/board#token=${await tokenFor('board', { name: 'Zoë Ångström', role: 'speaker' })}`);
    const name = page.getByRole('textbox', { name: 'Your name' });
    await name.waitFor();
    expect([await name.inputValue(), await name.getAttribute('readonly')]).toEqual(['Zoë Ångström', '']);
    // Who copies the address to invite somebody does not hand the token out.
    await page.waitForURL(`${server.url}/r/board`);
    for (let visits = 0; visits < 2; visits++) {
      await page.getByRole('button', { name: 'Join now' }).click();
      await page.getByRole('button', { name: 'Leave' }).waitFor();
      await page.getByRole('group', { name: /Zoë Ångström/u }).first().waitFor();
      await page.reload();
    }
    await page.context().close();
  }, 60_000);

  test('a viewer watches', async () => {
    const page = await visit(`/watch/lonely#token=${await tokenFor('lonely', { name: 'Vera', role: 'viewer' })}`);
    await page.getByText('The broadcast has not started').waitFor();
    await page.context().close();
  }, 60_000);

  test('opened in the tab that was turned away, it lets in', async () => {
    const page = await visit('/r/board');
    await page.getByRole('heading', { name: 'You need an invitation' }).waitFor();
    await page.goto(`${server.url}/r/board#token=${await tokenFor('board')}`);
    await page.getByRole('button', { name: 'Join now' }).waitFor();
    await page.context().close();
  }, 60_000);
});

describe('with a link whose token leaves them few rights', () => {
  const NARROW = { name: 'Nora', role: 'speaker', permissions: ['publishMic'] } as const;
  const link = async (): Promise<string> => `/r/board#token=${await tokenFor('board', { ...NARROW, permissions: [...NARROW.permissions] })}`;

  test.each([['a desk', { width: 1440, height: 900 }], ['a phone', { width: 390, height: 844 }]])('on %s what they may not do is said before it is tried', async (_where, viewport) => {
    const page = await visit(await link(), { viewport });
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    await button('Turn microphone off').waitFor();
    await button('Your invitation does not allow the camera').waitFor();
    await page.getByText('Your invitation does not allow the camera.').waitFor();
    expect(await page.getByRole('button', { name: /Turn camera/u }).count()).toBe(0);
    expect(await faults(page)).toEqual([]);

    await button('Join now').click();
    await button('Mute microphone').waitFor();
    // A touch screen shows no label: pressing says it.
    await button('Your invitation does not allow the camera').click();
    await page.getByRole('status').getByText('Your invitation does not allow the camera', { exact: true }).waitFor();
    expect(await faults(page)).toEqual([]);
    await button(viewport.width < 500 ? 'Your invitation does not allow reactions' : 'Your invitation does not allow raising a hand').click();
    await page.getByRole('dialog', { name: /^Your invitation does not allow/u }).waitFor();
    expect(await faults(page)).toEqual([]);
    await page.keyboard.press('Escape');

    await button('Chat').click();
    const message = page.getByRole('textbox', { name: 'Write a message' });
    await message.waitFor();
    expect(await message.getAttribute('readonly')).toBe('');
    const described = await message.getAttribute('aria-describedby') ?? '';
    expect(await page.locator(`[id="${described.split(' ')[0]}"]`).textContent()).toBe('Your invitation does not allow writing in the chat.');
    expect(await faults(page)).toEqual([]);
    await page.context().close();
  }, 60_000);
});

describe('who is in and would invite others', () => {
  const BY_INVITATION = 'entered by invitation: a link of its own for each person';

  test.each([['a desk', { width: 1440, height: 900 }], ['a phone', { width: 390, height: 844 }]])('is told on %s that a link alone lets nobody in, and is offered none', async (_where, viewport) => {
    const page = await visit(`/r/alone-${viewport.width}#token=${await tokenFor(`alone-${viewport.width}`, { name: 'Hana', role: 'host' })}`, { viewport });
    await page.getByRole('button', { name: 'Join now' }).click();
    await page.getByText(BY_INVITATION).waitFor();
    await page.getByRole('button', { name: 'More options' }).click();
    await page.getByRole('menuitem', { name: 'Meeting settings' }).waitFor();
    const offers = page.locator('button, [role="menuitem"]').filter({ hasText: /link/iu }).or(page.getByRole('button', { name: /link/iu }));
    expect(await offers.count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'People' }).click();
    await page.getByRole('complementary').or(page.getByRole('dialog', { name: 'People' })).getByText(BY_INVITATION).waitFor();
    expect(await offers.count()).toBe(0);
    expect(await faults(page)).toEqual([]);
    await page.context().close();
  }, 60_000);
});

test('a host whose invitation leaves that out sees who waits in the lobby, and no buttons for it', async () => {
  const hana = fakeCall(server.sfu.url);
  await hana.join({ roomId: 'half', name: 'Hana', token: await tokenFor('half', { name: 'Hana', role: 'host' }) });
  await hana.setRoomSettings({ lobby: true });
  const page = await visit(`/r/half#token=${await tokenFor('half', { name: 'Hal', role: 'host', permissions: ['configure', 'chat'] })}`);
  await page.getByRole('button', { name: 'Join now' }).click();
  await page.getByRole('button', { name: 'Leave' }).waitFor();
  const [ann, ben] = [fakeCall(server.sfu.url), fakeCall(server.sfu.url)];
  await ann.join({ roomId: 'half', name: 'Ann', token: await tokenFor('half', { name: 'Ann' }) });
  await ben.join({ roomId: 'half', name: 'Ben', token: await tokenFor('half', { name: 'Ben' }) });
  await page.getByRole('button', { name: /^People, 2 people waiting/u }).click();
  const section = page.getByTestId('lobby-section');
  await section.getByText('Your invitation does not allow letting people in.').waitFor();
  await section.getByText('Ben').waitFor();
  expect(await section.getByRole('button').count()).toBe(0);
  expect(await faults(page)).toEqual([]);
  [hana, ann, ben].forEach((call) => call.dispose());
  await page.context().close();
}, 60_000);

describe('without', () => {
  test('a person is told at the door, and asked for no camera', async () => {
    const page = await visit('/r/board', {
      init: async (starting) => {
        await starting.addInitScript(() => {
          const asked = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
          navigator.mediaDevices.getUserMedia = async (constraints) => {
            document.documentElement.dataset['asked'] = 'yes';
            return await asked(constraints);
          };
        });
      },
    });
    await page.getByRole('heading', { name: 'You need an invitation' }).waitFor();
    expect(await page.locator('html').getAttribute('data-asked')).toBeNull();
    await page.context().close();
  }, 60_000);

  test.each([['/watch/board', 'page'], ['/embed/board', 'frame']])('%s says so in its %s', async (path) => {
    const page = await visit(path);
    await page.getByText('You need an invitation').waitFor();
    await page.context().close();
  }, 60_000);
});

describe('the home page', () => {
  test.each([['a desk', { width: 1440, height: 900 }], ['a phone', { width: 390, height: 844 }]])('says on %s that one comes by invitation, and takes one', async (_where, viewport) => {
    const page = await visit('/', { viewport });
    await page.getByText('Meetings on this server are entered by invitation.').waitFor();
    expect(await page.getByRole('button', { name: /^New/u }).count()).toBe(0);
    expect(await faults(page)).toEqual([]);

    const field = page.getByRole('textbox', { name: 'Invitation link' });
    const go = page.getByRole('button', { name: 'Join', exact: true });
    for (const [text, words] of [['', 'Paste the link'], ['??', 'This is not an invitation link'], [`${server.url}/r/board`, 'has no invitation in it']]) {
      await field.fill(text as string);
      await go.click();
      await page.getByText(words as string).waitFor();
    }
    expect(await faults(page)).toEqual([]);
    await field.fill(`${server.url}/r/board#token=${await tokenFor('board', { name: 'Zoë' })}`);
    await go.click();
    await page.getByRole('button', { name: 'Join now' }).waitFor();
    // This tab is invited from now on.
    await page.goto(server.url);
    await field.fill('board');
    await go.click();
    await page.getByRole('button', { name: 'Join now' }).waitFor();
    await page.context().close();
  }, 60_000);
});

test('with one that is over, or of another meeting, they are told so', async () => {
  for (const token of [await tokenFor('board', {}, -60), await tokenFor('elsewhere'), 'torn']) {
    const page = await visit(`/r/board#token=${token}`, { init: async (opened) => void (await opened.addInitScript(watchCaptures)) });
    await page.getByRole('textbox', { name: 'Your name' }).fill('Eve');
    await page.getByRole('button', { name: 'Join now' }).click();
    await page.getByRole('heading', { name: 'This invitation is not valid' }).waitFor();
    // Nobody is filmed or heard there, however long a device took to open.
    await until('devices were opened and are free', async () => {
      const { given, open } = await devicesOf(page);
      return given === 2 && open === 0;
    }, 10_000);
    await page.context().close();
  }
}, 60_000);

test('a browser without WebRTC plays HLS by the ticket that it is given for the token', async () => {
  const host = fakeCall(server.sfu.url);
  await host.join({ roomId: 'board', name: 'Host', token: await tokenFor('board', { role: 'host' }) });
  await host.stage.startHls();
  const init: PersonOptions['init'] = async (page) => {
    await page.addInitScript(() => void Reflect.deleteProperty(window, 'RTCPeerConnection'));
  };
  const page = await visit(`/watch/board#token=${await tokenFor('board', { role: 'viewer' })}`, { init });
  await page.locator('[data-testid="hls-player"][data-playback="playing"]').waitFor({ timeout: 40_000 });
  await page.context().close();
  const uninvited = await visit('/watch/board', { init });
  await uninvited.getByRole('heading', { name: 'This browser cannot hold video meetings' }).waitFor();
  await uninvited.context().close();
  host.dispose();
}, 90_000);
