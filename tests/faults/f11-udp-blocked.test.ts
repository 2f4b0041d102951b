import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { figure, recordFault, rounds } from '../support/fault-record.ts';
import { describeInNetworks } from '../support/netns/available.ts';
import { NetworkCall, pathsOf, untilFlowing, type Caller } from '../support/netns/call.ts';
import { until } from '../support/until.ts';

const ROUNDS = rounds(1, 20);
/** How long media may stay away before the test gives up on them. */
const PATIENCE_MS = 45_000;

let call: NetworkCall;
let bob: Caller;

describeInNetworks('UDP that is blocked in mid-call', () => {
  beforeAll(async () => {
    call = await NetworkCall.open();
    bob = await call.join('Bob');
  }, 90_000);

  afterAll(async () => {
    await call?.close();
  });

  test('media go on by TCP, both ways', async () => {
    const idle: number[] = [];
    const [seen, shown]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      call.ann.drop();
      const ann = await call.join('Ann');
      await untilFlowing([ann, bob]);
      const calm = Date.now();
      await ann.page.waitForTimeout(3_000);
      const blocked = Date.now();
      idle.push((await ann.film.roll()).longestGap(calm, blocked));
      call.ann.drop('meta l4proto udp');
      await ann.page.waitForTimeout(1_000);
      await untilFlowing([ann, bob], PATIENCE_MS);
      await until('both transports go by TCP', async () => {
        const paths = await pathsOf(ann);
        return paths.length >= 2 && paths.every((path) => path.startsWith('tcp'));
      }, PATIENCE_MS);
      const now = Date.now();
      seen.push((await ann.film.roll()).longestGap(blocked, now));
      shown.push((await bob.film.roll()).longestGap(blocked, now));
      await ann.context.close();
    }
    recordFault({
      id: 'F11',
      injected: ROUNDS,
      recovered: seen.length,
      figures: [
        figure('gap in what the one behind the block sees', 'ms', seen, { p95: 5_000 }, idle),
        figure('gap in what others see of them', 'ms', shown, { p95: 5_000 }),
      ],
    });
    expect(seen).toHaveLength(ROUNDS);
  }, 120_000 + ROUNDS * 60_000);
});
