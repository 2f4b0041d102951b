import { afterAll, beforeAll, test } from '@jest/globals';
import { figure, MEASURING, recordFault } from '../support/fault-record.ts';
import { describeInNetworks } from '../support/netns/available.ts';
import { NetworkCall, untilFlowing, type Caller } from '../support/netns/call.ts';
import { until } from '../support/until.ts';

/** Five seconds of loss and five without, so often. */
const SWINGS = MEASURING ? 6 : 1;
const SWING_MS = 5_000;
const LOSS_PERCENT = 30;
const DELAY_MS = 300;

let call: NetworkCall;
let ann: Caller;
let bob: Caller;

describeInNetworks('a link that loses in bursts, and grows slow', () => {
  beforeAll(async () => {
    call = await NetworkCall.open({ wire: true });
    [ann, bob] = await call.both();
  }, 90_000);

  afterAll(async () => {
    await call?.close();
  });

  test('leaves no layer stuck', async () => {
    await untilTop(60_000);
    const top = ann.film.height;
    const began = Date.now();
    for (let swing = 0; swing < SWINGS; swing++) {
      // Slower from swing to swing.
      const delayMs = (DELAY_MS * (swing + 1)) / SWINGS;
      call.ann.wire?.set({ delayMs, lossPercent: LOSS_PERCENT });
      await ann.page.waitForTimeout(SWING_MS);
      call.ann.wire?.set({ delayMs });
      await ann.page.waitForTimeout(SWING_MS);
    }
    call.ann.wire?.set({});
    const ended = Date.now();
    const isBack = ([at, height]: readonly [at: number, height: number]): boolean => at >= ended && height >= top;
    await until('the best picture is back', async () => (await ann.film.roll()).frames.some(isBack), 60_000);
    const back = (ann.film.frames.find(isBack)?.[0] ?? Infinity) - ended;
    const switches = (ann.film.switches(began, ended) * 60_000) / (ended - began);
    await untilFlowing([ann, bob]);
    recordFault({
      id: 'F14',
      injected: 1,
      recovered: 1,
      figures: [
        figure('until the top layer is back', 'ms', [back], { max: 10_000 }),
        figure('layer switches', 'a minute', [switches], { max: 6 }),
        figure('longest gap meanwhile', 'ms', [ann.film.longestGap(began, ended)]),
      ],
    });
  }, 240_000);
});

/** Ann sees Bob as large as he gets: unchanged for three seconds, and more than the least layer. */
async function untilTop(timeoutMs: number): Promise<void> {
  await until('Ann sees Bob at his best', async () => {
    await ann.film.roll();
    const recent = ann.film.between(Date.now() - 3_000, Date.now()).map(([, height]) => height);
    return recent.length > 20 && new Set(recent).size === 1 && (recent[0] ?? 0) >= 700;
  }, timeoutMs);
}
