import { setTimeout as sleep } from 'node:timers/promises';
import type { BotPlan, JoinTimes } from './bot/bot.ts';
import type { Fleet } from './fleet.ts';

export type JoinOutcome =
  | { readonly ok: true; readonly times: JoinTimes }
  | { readonly ok: false; readonly error: string };

export interface RampOptions {
  readonly fleet: Fleet;
  readonly url: string;
  readonly room: string;
  readonly plans: readonly BotPlan[];
  /** Joins per second; each begins at its time, whether or not earlier ones are done. */
  readonly rate: number;
  readonly signal: AbortSignal;
  readonly joined: (outcome: JoinOutcome) => void;
}

/** A join that takes longer has failed, in milliseconds. */
const JOIN_TIMEOUT_MS = 30_000;

/** Lets bots join at a steady rate; resolves when the last was answered. */
export async function ramp({ fleet, url, room, plans, rate, signal, joined }: RampOptions): Promise<JoinOutcome[]> {
  const startedAt = performance.now();
  const outcomes: Promise<JoinOutcome>[] = [];
  for (const [i, plan] of plans.entries()) {
    const wait = startedAt + (i * 1_000) / rate - performance.now();
    if (wait > 0) {
      await sleep(wait, undefined, { signal }).catch(() => undefined);
    }
    if (signal.aborted) {
      break;
    }
    outcomes.push(outcomeOf(fleet.join(url, room, plan)).then((outcome) => {
      joined(outcome);
      return outcome;
    }));
  }
  return await Promise.all(outcomes);
}

async function outcomeOf(joining: Promise<JoinTimes>): Promise<JoinOutcome> {
  const timeout = Promise.withResolvers<never>();
  const timer = setTimeout(() => timeout.reject(new Error('no answer in time')), JOIN_TIMEOUT_MS);
  try {
    return { ok: true, times: await Promise.race([joining, timeout.promise]) };
  } catch (error) {
    return { ok: false, error: (error as Error).message };
  } finally {
    clearTimeout(timer);
  }
}

/** Plans of bots: publishers first, who take turns in speaking. @param options.watch whether viewers are an audience */
export function botPlans(
  options: { readonly publishers: number; readonly viewers: number }
    & Pick<BotPlan, 'audio' | 'video'> & Partial<Pick<BotPlan, 'view' | 'watch'>>,
): { publishers: BotPlan[]; viewers: BotPlan[] } {
  const { publishers, viewers, audio, video, view = null, watch = false } = options;
  const turns = Math.max(1, publishers);
  const plan = (name: string, turn: number, own: Pick<BotPlan, 'audio' | 'video' | 'watch'>): BotPlan => (
    { name, ...own, view, speaking: { turn, turns, turnSeconds: 3 } }
  );
  return {
    publishers: Array.from({ length: publishers }, (_, i) => plan(`Publisher ${i + 1}`, i, { audio, video, watch: false })),
    viewers: Array.from({ length: viewers }, (_, i) => plan(`Viewer ${i + 1}`, 0, { audio: null, video: null, watch })),
  };
}
