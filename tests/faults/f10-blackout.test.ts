import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { figure, MEASURING, recordFault, rounds } from '../support/fault-record.ts';
import { describeInNetworks } from '../support/netns/available.ts';
import { NetworkCall, untilFlowing, type Caller } from '../support/netns/call.ts';

/** Seconds without any network. */
const BLACKOUTS = MEASURING ? [2, 5, 10, 20, 30, 60] : [5];
const ROUNDS = rounds(1, 5);
/** How long media may stay away once the network is back before the test gives up on them. */
const PATIENCE_MS = 60_000;

let call: NetworkCall;
let ann: Caller;
let bob: Caller;

describeInNetworks('a network that goes away and comes back', () => {
  beforeAll(async () => {
    call = await NetworkCall.open();
    [ann, bob] = await call.both();
  }, 90_000);

  afterAll(async () => {
    await call?.close();
  });

  describe.each(BLACKOUTS)('after %i seconds', (seconds) => {
    test('media come back, both ways', async () => {
      const [seen, shown]: [number[], number[]] = [[], []];
      const idle: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const calm = Date.now();
        await ann.page.waitForTimeout(2_000);
        const gone = Date.now();
        idle.push((await ann.film.roll()).longestGap(calm, gone));
        call.ann.drop('meta l4proto { tcp, udp, icmp }');
        await ann.page.waitForTimeout(seconds * 1_000);
        call.ann.drop();
        const back = Date.now();
        await ann.page.waitForTimeout(500);
        await untilFlowing([ann, bob], PATIENCE_MS);
        seen.push((ann.film.firstAfter(back) ?? Infinity) - back);
        shown.push((bob.film.firstAfter(back) ?? Infinity) - back);
      }
      recordFault({
        id: 'F10',
        variant: `${String(seconds).padStart(2, '0')} s`,
        injected: ROUNDS,
        recovered: seen.filter(Number.isFinite).length,
        figures: [
          figure('picture after the network is back', 'ms', seen, { p95: 2_500 }, idle),
          figure('their picture at the others', 'ms', shown, { p95: 2_500 }),
        ],
      });
    }, 60_000 + ROUNDS * (seconds * 1_000 + PATIENCE_MS));
  });
});
