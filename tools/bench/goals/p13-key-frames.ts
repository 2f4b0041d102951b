import { setTimeout as sleep } from 'node:timers/promises';
import { botPlans } from '../../load/ramp.ts';
import type { BenchContext, Goal, Outcome } from '../goal.ts';
import { bars } from '../plot.ts';
import type { BenchServer } from '../servers.ts';
import { spreadOf } from '../spread.ts';
import { joinTimes, withRoom } from './fleet-room.ts';

const JOINERS = 50;
const SECONDS = 2;
/** For the requests that are still to come, in milliseconds. */
const AFTER_MS = 2_000;
const ROUNDS = 3;

export const keyFrames: Goal = {
  id: 'P13',
  title: 'Key-frame requests reaching a publisher in a storm of 50 joiners, per joiner',
  against: 'one per joiner',
  limit: 0.1,
  measure,
};

async function measure(context: BenchContext): Promise<Outcome> {
  const [plenary, bare] = [await context.plenary(), await context.bare()];
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let round = 1; round <= ROUNDS; round++) {
    context.signal.throwIfAborted();
    ours.push(await storm(plenary, context.signal));
    theirs.push(await storm(bare, context.signal));
    context.note(`round ${round}: ${ours.at(-1)} requests, bare mediasoup ${theirs.at(-1)}`);
  }
  const show = (figures: readonly number[]): string => `${spreadOf(figures).median} (${Math.min(...figures)}–${Math.max(...figures)})`;
  return {
    ratio: spreadOf(ours.map((requests) => requests / JOINERS)),
    table: {
      head: ['', 'requests at the publisher', 'per joiner'],
      rows: [
        ['Plenary', show(ours), (spreadOf(ours).median / JOINERS).toFixed(3)],
        ['bare mediasoup', show(theirs), (spreadOf(theirs).median / JOINERS).toFixed(3)],
      ],
    },
    plots: [bars('Key-frame requests', [['Plenary', ours], ['bare mediasoup', theirs]], 'PLI and FIR')],
    notes: [`One publisher with two simulcast layers, ${JOINERS} viewers within ${SECONDS} s. Requests are counted at the publisher as they come out of SRTCP, over all its layers.`],
  };
}

async function storm(server: BenchServer, signal: AbortSignal): Promise<number> {
  return await withRoom(server, 1, signal, async (room) => {
    const plans = botPlans({ publishers: 1, viewers: JOINERS, audio: null, video: { kind: 'preset', preset: '360p' } });
    await room.join(plans.publishers, 1);
    await room.flowing();
    await sleep(AFTER_MS);
    const before = await requests();
    joinTimes(await room.join(plans.viewers, JOINERS / SECONDS));
    await sleep(AFTER_MS);
    return (await requests()) - before;

    async function requests(): Promise<number> {
      return (await room.bots()).reduce((sum, bot) => sum + bot.keyFrameRequests, 0);
    }
  });
}
