import { setTimeout as sleep } from 'node:timers/promises';
import type { BotPlan } from '../../load/bot/bot.ts';
import { botPlans } from '../../load/ramp.ts';
import type { BenchContext, Goal, Outcome } from '../goal.ts';
import { bars } from '../plot.ts';
import type { BenchServer } from '../servers.ts';
import { showSpread, spreadOf } from '../spread.ts';
import { joinTimes, withRoom, type FleetRoom } from './fleet-room.ts';

const PRESENT = 90;
const JOINERS = 10;
const PARTICIPANTS = PRESENT + JOINERS;
/** Joins per second: apart, so that each is told for itself; and a storm, where batches carry several. */
const PACES = [{ name: 'one by one', rate: 2 }, { name: 'in a storm', rate: 20 }] as const;
const FILL_RATE = 25;
const SETTLE_MS = 3_000;
const ROUNDS = 2;
/** Mic and camera. */
const TRACKS = 2;

/** Messages per join that were counted. */
interface Counted {
  readonly requests: number;
  readonly answers: number;
  readonly notifications: number;
}

/**
 * One newConsumer and its acknowledgement for each track that the joiner receives of each peer, and for each of
 * its own that each peer receives.
 */
const NAIVE = 2 * 2 * TRACKS * (PARTICIPANTS - 1);

export const messages: Goal = {
  id: 'P6',
  title: `Signaling messages per join, to and from all participants, as the ${PRESENT + 1}th to the ${PARTICIPANTS}th join`,
  against: 'one newConsumer and its acknowledgement per track and peer',
  limit: 0.05,
  measure,
};

async function measure(context: BenchContext): Promise<Outcome> {
  const plenary = await context.plenary();
  const counted = new Map<string, Counted[]>(PACES.map(({ name }) => [name, []]));
  for (let round = 1; round <= ROUNDS; round++) {
    for (const { name, rate } of PACES) {
      context.signal.throwIfAborted();
      const found = await joins(plenary, rate, context.signal);
      counted.get(name)?.push(found);
      context.note(`round ${round}, ${name}: ${sum(found).toFixed(1)} messages per join, ${NAIVE} naively`);
    }
  }
  const ofPace = (name: string): readonly Counted[] => counted.get(name) ?? [];
  return {
    // The pace at which batches help least is the one that is judged.
    ratio: spreadOf(ofPace(PACES[0].name).map((found) => sum(found) / NAIVE)),
    table: {
      head: ['joins', 'rate, per second', 'notifications', 'requests', 'answers', 'together', 'naive', 'ratio'],
      rows: PACES.map(({ name, rate }) => [
        name,
        String(rate),
        ...(['notifications', 'requests', 'answers'] as const).map((kind) => showSpread(ofPace(name).map((found) => found[kind]), 1)),
        showSpread(ofPace(name).map(sum), 1),
        String(NAIVE),
        showSpread(ofPace(name).map((found) => sum(found) / NAIVE), 3),
      ]),
    },
    plots: [bars('Signaling messages per join', [
      ...PACES.map(({ name }) => [`Plenary, ${name}`, ofPace(name).map(sum)] as const),
      ['naive, computed', [NAIVE]],
    ], 'messages')],
    notes: [
      `A room of ${PRESENT} who all publish audio and video, silent; ${JOINERS} more who publish too. Counted below the client package are all socket.io events and answers of all ${PARTICIPANTS}, sent and received, from before the first of the ${JOINERS} joins until ${SETTLE_MS / 1_000} s after the last: the joiner’s own join, transports and tracks, what it receives, and what everyone else is told. Heartbeats of the socket are not messages; what the room says in as long a time without joins is taken off.`,
      `The naive count: the joiner is told of ${TRACKS} tracks of ${PARTICIPANTS - 1} peers, each peer of ${TRACKS} tracks of the joiner, and each of these is acknowledged: ${NAIVE}. The joiner’s own requests, and telling peers that somebody came, would come on top of it and are left out.`,
      'The ratio above is that of the joins one by one. Everyone shows the server’s default view.',
    ],
  };
}

async function joins(server: BenchServer, rate: number, signal: AbortSignal): Promise<Counted> {
  return await withRoom(server, 2, signal, async (room) => {
    const { publishers } = botPlans({
      publishers: PARTICIPANTS,
      viewers: 0,
      audio: { packetsPerSecond: 2, payloadBytes: 80 },
      video: { kind: 'fixed', packetsPerSecond: 2, payloadBytes: 200 },
    });
    const plans: BotPlan[] = publishers.map((plan) => ({ ...plan, speaking: null }));
    joinTimes(await room.join(plans.slice(0, PRESENT), FILL_RATE));
    await room.flowing();
    await sleep(SETTLE_MS, undefined, { signal });
    const span = (JOINERS / rate) * 1_000 + SETTLE_MS;
    const [start, startedAt] = [await counts(room), performance.now()];
    await sleep(span, undefined, { signal });
    const quiet = await counts(room);
    const quietMs = performance.now() - startedAt;
    const joinedAt = performance.now();
    joinTimes(await room.join(plans.slice(PRESENT), rate));
    await sleep(SETTLE_MS, undefined, { signal });
    const end = await counts(room);
    const share = (performance.now() - joinedAt) / quietMs;
    const perJoin = (kind: keyof Counted): number =>
      (end[kind] - quiet[kind] - (quiet[kind] - start[kind]) * share) / JOINERS;
    return { requests: perJoin('requests'), answers: perJoin('answers'), notifications: perJoin('notifications') };
  });
}

async function counts({ fleet }: FleetRoom): Promise<Counted> {
  const processes = await fleet.snapshots();
  const total = (kind: keyof Counted): number => processes.reduce((all, { signaling }) => all + signaling[kind], 0);
  return { requests: total('requests'), answers: total('answers'), notifications: total('notifications') };
}

function sum({ requests, answers, notifications }: Counted): number {
  return requests + answers + notifications;
}
