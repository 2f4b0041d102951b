import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { arrive, launchBrowser, meet, type Person } from '../support/browser.ts';
import { faults } from '../support/faults.ts';
import { smallCamera } from '../support/page-probes.ts';
import { startServer, type Server } from '../support/web.ts';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ media: { workers: 1 }, rooms: { lobbyDeniedSeconds: 15 } }), launchBrowser({ fps: 10 })]);
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const init = async (page: Page): Promise<void> => void (await page.addInitScript(smallCamera));
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });

/** Goes to the door and asks to come in. */
async function knock({ page, name }: Person): Promise<void> {
  await page.getByRole('textbox', { name: 'Your name' }).fill(name);
  await button(page, 'Join now').click();
}

async function setUp(page: Page, ...switches: string[]): Promise<void> {
  await button(page, 'More options').click();
  await page.getByRole('menuitem', { name: 'Meeting settings' }).click();
  const dialog = page.getByRole('dialog', { name: 'Meeting settings' });
  for (const name of switches) {
    await dialog.getByText(name, { exact: true }).click();
  }
  expect(await faults(page)).toEqual([]);
  await button(page, 'Apply for everyone').click();
  await dialog.waitFor({ state: 'detached' });
}

async function chooseFor(page: Page, name: string, action: string): Promise<void> {
  await button(page, `More for ${name}`).click();
  await page.getByRole('menuitem', { name: action }).click();
}

describe('a meeting with a lobby', () => {
  let hana: Person;
  let ann: Person;

  beforeAll(async () => {
    hana = await meet(browser, `${server.url}/r/lobby`, 'Hana', { init, viewport: DESKTOP });
  }, 60_000);

  afterAll(async () => await Promise.all([hana, ann].map(async (person) => await person?.context.close())));

  test('holds who comes at the door, and tells the host', async () => {
    await setUp(hana.page, 'Lobby: a host lets people in');
    ann = await arrive(browser, `${server.url}/r/lobby`, 'Ann', { init, viewport: PHONE });
    await knock(ann);
    await ann.page.getByRole('heading', { name: 'You are in the lobby' }).waitFor();
    // A notice, which goes by itself.
    await hana.page.getByText('Ann waits in the lobby').waitFor();
    expect(await faults(ann.page)).toEqual([]);
    await button(hana.page, 'People, 1 person waiting in the lobby').click();
    await hana.page.getByTestId('lobby-section').getByText('Ann').waitFor();
    expect(await faults(hana.page)).toEqual([]);
  }, 60_000);

  test('lets them in by one press, and they come in by themselves', async () => {
    await button(hana.page, 'Admit Ann').click();
    await button(ann.page, 'Leave').waitFor();
    await hana.page.getByTestId('lobby-section').waitFor({ state: 'detached' });
    await hana.page.getByRole('list', { name: 'People' }).getByText('Ann').waitFor();
  }, 30_000);

  test('turns away with a word, also on the viewing page', async () => {
    const vic = await arrive(browser, `${server.url}/watch/lobby`, 'Vic', { viewport: DESKTOP });
    await vic.page.getByText('You are in the lobby').waitFor();
    expect(await faults(vic.page)).toEqual([]);
    await button(hana.page, /^Turn Guest .* away$/u).click();
    await vic.page.getByText('You were not let in').waitFor();
    await vic.page.getByText(/You can ask again in 0:[012]\d\./u).waitFor();
    expect(await button(vic.page, 'Try again').count()).toBe(0);
    await vic.context.close();
  }, 60_000);

  test('who was turned away reads how long to wait, also after a reload, and then asks again', async () => {
    const ben = await arrive(browser, `${server.url}/r/lobby`, 'Ben', { init, viewport: PHONE });
    await knock(ben);
    await button(hana.page, 'Turn Ben away').click();
    await ben.page.getByText(/You can ask again in 0:[012]\d\./u).waitFor();
    expect(await button(ben.page, 'Ask again').isDisabled()).toBe(true);
    await ben.page.reload();
    await knock(ben);
    await ben.page.getByText(/You can ask again in 0:[012]\d\./u).waitFor();
    expect(await faults(ben.page)).toEqual([]);
    await ben.page.getByText('You can ask again now.').waitFor({ timeout: 40_000 });
    await button(ben.page, 'Ask again').click();
    await hana.page.getByTestId('lobby-section').getByText('Ben').waitFor();
    await ben.context.close();
  }, 90_000);
});

describe('a host', () => {
  let hana: Person;
  let ann: Person;

  beforeAll(async () => {
    hana = await meet(browser, `${server.url}/r/rights`, 'Hana', { init, viewport: DESKTOP });
    ann = await meet(browser, `${server.url}/r/rights`, 'Ann', { init, viewport: PHONE });
    await button(hana.page, 'People').click();
  }, 90_000);

  afterAll(async () => await Promise.all([hana, ann].map(async (person) => await person?.context.close())));

  const annsRow = () => hana.page.getByRole('list', { name: 'People' }).getByRole('listitem').filter({ hasText: 'Ann' });

  test('mutes somebody, who is told; asks to unmute, which one press answers', async () => {
    await annsRow().getByRole('img', { name: 'Microphone on' }).waitFor();
    await chooseFor(hana.page, 'Ann', 'Mute');
    await annsRow().getByRole('img', { name: 'Muted' }).waitFor();
    await ann.page.getByText('Hana muted your microphone').waitFor();
    await button(ann.page, 'Unmute microphone').waitFor();

    await chooseFor(hana.page, 'Ann', 'Ask to unmute');
    await ann.page.getByText('Hana asks you to unmute').waitFor();
    expect(await faults(ann.page)).toEqual([]);
    // It is a question: nothing happens by itself.
    await button(ann.page, 'Unmute microphone').waitFor();
    await button(ann.page, 'Unmute').click();
    await annsRow().getByRole('img', { name: 'Microphone on' }).waitFor();
    await ann.page.getByText('Hana asks you to unmute').waitFor({ state: 'detached' });
  }, 60_000);

  test('stops a camera', async () => {
    await chooseFor(hana.page, 'Ann', 'Stop video');
    await annsRow().getByRole('img', { name: 'Camera off' }).waitFor();
    await button(ann.page, 'Turn camera on').waitFor();
  }, 30_000);

  test('takes rights away: what is on goes off, and its switch says why', async () => {
    await setUp(hana.page, 'Unmute themselves', 'Write in the chat');
    await annsRow().getByRole('img', { name: 'Muted' }).waitFor();
    await button(ann.page, 'Hosts have turned unmuting off').waitFor();
    expect(await faults(ann.page)).toEqual([]);
    // A touch screen shows no label: pressing says it.
    await button(ann.page, 'Hosts have turned unmuting off').click();
    await ann.page.getByRole('status').getByText('Hosts have turned unmuting off', { exact: true }).waitFor();
    expect(await faults(ann.page)).toEqual([]);
    await button(ann.page, 'Chat').click();
    await ann.page.getByText('Only hosts can write at the moment.').waitFor();
    expect(await faults(ann.page)).toEqual([]);
    await ann.page.keyboard.press('Escape');
    await setUp(hana.page, 'Unmute themselves', 'Write in the chat');
    await button(ann.page, 'Unmute microphone').waitFor();
  }, 60_000);

  test('removes somebody after asking once more, and they can’t come back', async () => {
    await chooseFor(hana.page, 'Ann', 'Remove…');
    const dialog = hana.page.getByRole('dialog', { name: 'Remove Ann?' });
    await dialog.waitFor();
    expect(await faults(hana.page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await ann.page.getByRole('heading', { name: 'You were removed' }).waitFor();
    expect(await faults(ann.page)).toEqual([]);
    expect(await button(ann.page, 'Join again').count()).toBe(0);
    await annsRow().waitFor({ state: 'detached' });
    // Nor by loading the page anew, which forgets everything but what the browser keeps.
    await ann.page.reload();
    await knock(ann);
    await ann.page.getByText('You were removed').waitFor();
    expect(await faults(ann.page)).toEqual([]);
  }, 60_000);

  test('locks the room', async () => {
    await setUp(hana.page, 'Lock: nobody new comes in');
    const ben = await arrive(browser, `${server.url}/r/rights`, 'Ben', { init });
    await knock(ben);
    await ben.page.getByText('The meeting is locked').waitFor();
    expect(await faults(ben.page)).toEqual([]);
    await setUp(hana.page, 'Lock: nobody new comes in');
    await knock(ben);
    await button(ben.page, 'Leave').waitFor();
    await ben.context.close();
  }, 60_000);

  test('hands the room over, and ends it for everyone', async () => {
    const cy = await meet(browser, `${server.url}/r/rights`, 'Cy', { init });
    await chooseFor(hana.page, 'Cy', 'Make host');
    await hana.page.getByRole('dialog', { name: 'Make Cy a host?' }).getByRole('button', { name: 'Make host' }).click();
    await cy.page.getByText('You are a host now').waitFor();
    await chooseFor(hana.page, 'Hana', 'No longer host');
    await hana.page.getByText('You are no longer host').waitFor();
    expect(await button(hana.page, 'More for Cy').count()).toBe(0);

    await button(cy.page, 'Leave').click();
    await cy.page.getByRole('menuitem', { name: 'End for all' }).click();
    const dialog = cy.page.getByRole('dialog', { name: 'End the meeting for everyone?' });
    expect(await faults(cy.page)).toEqual([]);
    await dialog.getByRole('button', { name: 'End for all' }).click();
    await Promise.all([cy, hana].map(async ({ page }) => await page.getByRole('heading', { name: 'The meeting has ended' }).waitFor()));
    expect(await faults(hana.page)).toEqual([]);
    expect(server.sfu.census()).toMatchObject({ rooms: 0, peers: 0 });
    await cy.context.close();
  }, 60_000);
});
