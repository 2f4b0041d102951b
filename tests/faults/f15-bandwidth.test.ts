import { afterAll, beforeAll, test } from '@jest/globals';
import { figure, MEASURING, recordFault } from '../support/fault-record.ts';
import { describeInNetworks } from '../support/netns/available.ts';
import { NetworkCall, untilFlowing, type Caller } from '../support/netns/call.ts';
import { bytesOfVideo } from '../support/page-probes.ts';
import { until } from '../support/until.ts';

const WIDE = 10_000_000;
const NARROW = 1_000_000;
const NARROW_MS = MEASURING ? 30_000 : 8_000;
/** The share of the rate before that counts as back. */
const BACK = 0.8;
/** Video bytes are counted over so long. */
const WINDOW_MS = 2_000;

let call: NetworkCall;
let ann: Caller;
let bob: Caller;

/** What Ann receives, in bit/s, over the next two seconds. */
async function rate(): Promise<number> {
  const [bytes, at] = [await bytesOfVideo(ann.page), performance.now()];
  await ann.page.waitForTimeout(WINDOW_MS);
  return ((await bytesOfVideo(ann.page)) - bytes) * 8_000 / (performance.now() - at);
}

describeInNetworks('bandwidth that shrinks to a tenth and grows back', () => {
  beforeAll(async () => {
    call = await NetworkCall.open({ wire: true, noisyBob: true });
    call.ann.wire?.set({ rateBits: WIDE });
    [ann, bob] = await call.both();
  }, 90_000);

  afterAll(async () => {
    await call?.close();
  });

  test('is adapted to without a freeze, and used again', async () => {
    let before = 0;
    await until('Ann receives Bob at a rate that grows no more', async () => {
      const last = before;
      before = await rate();
      return before > NARROW && before < 1.1 * last;
    }, 60_000);
    const calm = Date.now();
    await ann.page.waitForTimeout(2_000);
    const began = Date.now();
    call.ann.wire?.set({ rateBits: NARROW });
    await ann.page.waitForTimeout(NARROW_MS);
    const narrow = await rate();
    const ended = Date.now();
    call.ann.wire?.set({ rateBits: WIDE });
    await until('the rate is back', async () => (await rate()) >= BACK * before, 90_000);
    const back = Date.now() - ended - WINDOW_MS;
    await untilFlowing([ann, bob]);
    await Promise.all([ann.film.roll(), bob.film.roll()]);
    recordFault({
      id: 'F15',
      injected: 1,
      recovered: 1,
      figures: [
        figure('longest freeze, at both', 'ms', [ann, bob].map(({ film }) => film.longestGap(began, Date.now())), { max: 1_000 },
          [ann, bob].map(({ film }) => film.longestGap(calm, began))),
        figure('until 80 % of the rate is back', 'ms', [back], { max: 15_000 }),
        figure('video received before', 'kbit/s', [before / 1_000]),
        figure('video received in the narrow', 'kbit/s', [narrow / 1_000]),
      ],
    });
  }, 240_000);
});
