import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { figure, MEASURING, recordFault, rounds } from '../support/fault-record.ts';
import type { Film } from '../support/frames.ts';
import { describeInNetworks } from '../support/netns/available.ts';
import { NetworkCall, untilFlowing, type Caller } from '../support/netns/call.ts';

/** Percent of packets lost each way, and how many freezes of half a second a minute may have. */
const LOSSES: readonly (readonly [percent: number, freezes: number])[] = MEASURING ? [[5, 0], [15, 0], [30, 4]] : [[15, 0]];
const DURATION_MS = MEASURING ? 60_000 : 8_000;
const ROUNDS = rounds(1, 3);
const FREEZE_MS = 500;
/** Of the frame rate without loss; what comes and goes by chance in a second lies below. */
const FULL = 0.85;

let call: NetworkCall;
let ann: Caller;
let bob: Caller;
/** Pictures a second of each, before anything was lost: afterwards what was held back comes faster for a while. */
let rates: ReadonlyMap<string, number>;

/** @returns milliseconds after `from` at which the second begins that has the full rate; Infinity for none */
function untilFull(film: Film, from: number, rate: number): number {
  for (let at = from; at + 1_000 <= film.lastAt; at += 100) {
    if (film.rate(at, at + 1_000) >= FULL * rate) {
      return at - from;
    }
  }
  return Infinity;
}

/** What one of the two saw in a time with loss, and for a while after. */
interface Measured {
  readonly who: string;
  readonly freezes: number;
  /** In milliseconds, and without loss. */
  readonly longest: number;
  readonly idle: number;
  readonly back: number;
}

async function withLoss(percent: number): Promise<Measured[]> {
  const calm = Date.now();
  await ann.page.waitForTimeout(4_000);
  const began = Date.now();
  call.ann.drop(`meta l4proto udp numgen random mod 100 < ${percent}`);
  await ann.page.waitForTimeout(DURATION_MS);
  call.ann.drop();
  const ended = Date.now();
  await ann.page.waitForTimeout(6_000);
  await untilFlowing([ann, bob]);
  return [ann, bob].map(({ name, film }) => {
    const gaps = film.gaps(began, ended);
    return {
      who: name,
      freezes: gaps.filter((gap) => gap > FREEZE_MS).length,
      longest: Math.max(...gaps),
      idle: film.longestGap(calm, began),
      back: untilFull(film, ended, rates.get(name) ?? NaN),
    };
  });
}

const connections = async ({ page }: Caller): Promise<number> => await page.evaluate(() => window.__peerConnections.length);

describeInNetworks('loss, both ways', () => {
  beforeAll(async () => {
    call = await NetworkCall.open();
    [ann, bob] = await call.both();
    await ann.page.waitForTimeout(3_000);
    const from = Date.now();
    await ann.page.waitForTimeout(4_000);
    const to = Date.now();
    rates = new Map([ann, bob].map(({ name, film }) => [name, film.rate(from, to)]));
  }, 90_000);

  afterAll(async () => {
    await call?.close();
  });

  describe.each(LOSSES)('of %i percent', (percent, allowed) => {
    test('is lived through, and forgotten within seconds', async () => {
      const before = await connections(ann);
      const met: Measured[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        met.push(...(await withLoss(percent)));
      }
      recordFault({
        id: 'F13',
        variant: `${String(percent).padStart(2, '0')} %`,
        injected: ROUNDS,
        recovered: ROUNDS,
        figures: [
          // Chance has it that one minute has more of them and the next has less.
          figure('freezes of more than 500 ms, each over all minutes', 'a minute', [ann, bob].map(({ name }) => {
            const mine = met.filter(({ who }) => who === name);
            return mine.reduce((sum, { freezes }) => sum + freezes, 0) * (60_000 / (mine.length * DURATION_MS));
          }), { max: allowed }),
          figure('the same, each minute', 'a minute', met.map(({ freezes }) => (freezes * 60_000) / DURATION_MS)),
          figure('longest gap', 'ms', met.map(({ longest }) => longest), undefined, met.map(({ idle }) => idle)),
          figure('until the full rate is back', 'ms', met.map(({ back }) => back), { max: 3_000 }),
          figure('connections made anew', '', [(await connections(ann)) - before], { max: 0 }),
        ],
      });
    }, 60_000 + ROUNDS * (DURATION_MS + 30_000));
  });
});
