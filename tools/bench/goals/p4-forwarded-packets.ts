import type { BenchContext, Goal, Outcome } from '../goal.ts';
import { interleave, type Sample } from '../pairs.ts';
import { bars } from '../plot.ts';
import type { BenchServer } from '../servers.ts';
import { showSpread, spreadOf } from '../spread.ts';
import { withServers } from './servers-of.ts';
import { LOUDEST, TILES, startLimited, startUnlimited, viewportRun } from './viewport-room.ts';

const PARTICIPANTS = 50;
const RATE = 2;
const SECONDS = 8;
const PAIRS = 3;

export const forwardedPackets: Goal = {
  id: 'P4',
  title: `Packets forwarded in a room of ${PARTICIPANTS} with ${TILES} tiles and the loudest ${LOUDEST}`,
  against: 'the same server forwarding everything',
  limit: 0.2,
  measure,
};

async function measure(context: BenchContext): Promise<Outcome> {
  const { workerBin, signal } = context;
  return await withServers([startLimited(workerBin), startUnlimited(workerBin)], async ([limited, unlimited]) => {
    const run = (server: BenchServer, tiles: number, loudest: boolean) => async (): Promise<Sample> => {
      const figures = await viewportRun(server, { participants: PARTICIPANTS, tiles, loudest, rate: RATE, seconds: SECONDS }, signal);
      // Equal load is what the bots send: what they receive is what is measured.
      return { value: figures.received, received: figures.share, busy: figures.busy, rate: figures.sent };
    };
    const { pairs, discarded } = await interleave(context, PAIRS, run(limited, TILES, true), run(unlimited, PARTICIPANTS - 1, false));
    const [ours, all] = [pairs.map(({ a }) => a.value), pairs.map(({ b }) => b.value)];
    const sent = (side: readonly Sample[]): string => showSpread(side.map(({ rate }) => rate), 0);
    return {
      ratio: spreadOf(pairs.map(({ a, b }) => a.value / b.value)),
      table: {
        head: ['', 'packets/s sent by all', 'packets/s received by all'],
        rows: [
          [`${TILES} tiles and the loudest ${LOUDEST}`, sent(pairs.map(({ a }) => a)), showSpread(ours, 0)],
          ['everything', sent(pairs.map(({ b }) => b)), showSpread(all, 0)],
        ],
      },
      plots: [bars('Packets forwarded', [[`${TILES} tiles and the loudest ${LOUDEST}`, ours], ['everything', all]], 'packets/s')],
      notes: [
        `All ${PARTICIPANTS} publish audio and video (one layer) of ${RATE} packets/s each and receive, ${SECONDS} s measured; ${LOUDEST} have spoken, and hold the places of the loudest. Rates are this low so that forwarding everything fits the machine: ${PARTICIPANTS} × ${PARTICIPANTS - 1} × 2 streams.`,
        `As all streams have one rate, the figure counts streams: ${TILES} + ${LOUDEST} of 2 × ${PARTICIPANTS - 1}. With video alone it would be ${TILES} of ${PARTICIPANTS - 1}; that small tiles get small layers, which lowers it further, is not in it.`,
        'Both report tiles of the same size. Without limits the server is the same, with LAST_N_VIDEO, LOUDEST_N_AUDIO and ALL_AUDIO_UP_TO above the room’s size.',
        `${discarded} pairs were discarded (under 99 % received of what the streams amount to, or bots over 90 % busy, or more than 5 % apart in what they sent).`,
      ],
    };
  });
}
