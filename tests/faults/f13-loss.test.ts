import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { figure, MEASURING, recordFault, rounds } from '../support/fault-record.ts';
import { describeInNetworks } from '../support/netns/available.ts';
import { NetworkCall, untilFlowing, type Caller } from '../support/netns/call.ts';

/** Percent of packets lost each way, and how many freezes of half a second a minute may have. */
const LOSSES: readonly (readonly [percent: number, freezes: number])[] = MEASURING ? [[5, 0], [15, 0], [30, 4]] : [[15, 0]];
const DURATION_MS = MEASURING ? 60_000 : 8_000;
const ROUNDS = rounds(1, 1);
const FREEZE_MS = 500;
/** Of the frame rate without loss; what comes and goes by chance in a second lies below. */
const FULL = 0.85;

let call: NetworkCall;
let ann: Caller;
let bob: Caller;

/** @returns milliseconds after `from` at which the second begins that has the full rate; Infinity for none */
function untilFull({ film }: Caller, from: number, rate: number): number {
  for (let at = from; at + 1_000 <= film.lastAt; at += 100) {
    if (film.rate(at, at + 1_000) >= FULL * rate) {
      return at - from;
    }
  }
  return Infinity;
}

const connections = async ({ page }: Caller): Promise<number> => await page.evaluate(() => window.__peerConnections.length);

describeInNetworks('loss, both ways', () => {
  beforeAll(async () => {
    call = await NetworkCall.open();
    [ann, bob] = await call.both();
  }, 90_000);

  afterAll(async () => {
    await call?.close();
  });

  describe.each(LOSSES)('of %i percent', (percent, allowed) => {
    test('is lived through, and forgotten within seconds', async () => {
      const before = await connections(ann);
      for (let round = 0; round < ROUNDS; round++) {
        const calm = Date.now();
        await ann.page.waitForTimeout(4_000);
        const began = Date.now();
        call.ann.drop(`meta l4proto udp numgen random mod 100 < ${percent}`);
        await ann.page.waitForTimeout(DURATION_MS);
        call.ann.drop();
        const ended = Date.now();
        await ann.page.waitForTimeout(6_000);
        await untilFlowing([ann, bob]);
        const pairs = [ann, bob].map((caller) => ({ caller, rate: caller.film.rate(calm, began), gaps: caller.film.gaps(began, ended) }));
        const freezes = pairs.map(({ gaps }) => (gaps.filter((gap) => gap > FREEZE_MS).length * 60_000) / DURATION_MS);
        const longest = pairs.map(({ gaps }) => Math.max(...gaps));
        const back = pairs.map(({ caller, rate }) => untilFull(caller, ended, rate));
        recordFault({
          id: 'F13',
          variant: `${String(percent).padStart(2, '0')} %`,
          injected: 1,
          recovered: 1,
          figures: [
            figure('freezes of more than 500 ms', 'a minute', freezes, { max: allowed }),
            figure('longest gap', 'ms', longest, undefined, pairs.map(({ caller }) => caller.film.longestGap(calm, began))),
            figure('until the full rate is back', 'ms', back, { max: 3_000 }),
            figure('connections made anew', '', [(await connections(ann)) - before], { max: 0 }),
          ],
        });
      }
    }, 90_000 + DURATION_MS);
  });
});
