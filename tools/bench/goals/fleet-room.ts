import { setTimeout as sleep } from 'node:timers/promises';
import { newRoomId } from '@plenary/protocol';
import type { BotPlan } from '../../load/bot/bot.ts';
import { botsOf } from '../../load/figures.ts';
import { Fleet } from '../../load/fleet.ts';
import type { BotSnapshot } from '../../load/fleet-messages.ts';
import { ramp, type JoinOutcome } from '../../load/ramp.ts';
import { pin } from '../pin.ts';
import type { BenchServer } from '../servers.ts';

/** A room with bots that a goal directs one by one. */
export interface FleetRoom {
  readonly fleet: Fleet;
  /** Lets bots join at a rate; into a further room when one is named. */
  join(plans: readonly BotPlan[], rate: number, room?: string): Promise<JoinOutcome[]>;
  bots(): Promise<BotSnapshot[]>;
  /** Waits until all bots that publish flow. */
  flowing(): Promise<void>;
}

const FLOW_TIMEOUT_MS = 10_000;

/** Opens a room, hands it over, and has everyone leave afterwards, whatever happened. */
export async function withRoom<T>(
  server: BenchServer, processes: number, signal: AbortSignal, use: (room: FleetRoom) => Promise<T>,
): Promise<T> {
  const fleet = new Fleet(processes);
  try {
    pin('bots', fleet.pids);
    await fleet.snapshots();
    const own = newRoomId();
    const bots = async (): Promise<BotSnapshot[]> => botsOf(await fleet.snapshots());
    return await use({
      fleet,
      bots,
      join: (plans, rate, room = own) => ramp({ fleet, url: server.url, room, plans, rate, signal, joined: () => undefined }),
      async flowing() {
        const deadline = performance.now() + FLOW_TIMEOUT_MS;
        while (!(await bots()).every(({ flowing }) => flowing)) {
          if (performance.now() > deadline || signal.aborted) {
            throw new Error('the publishers do not flow');
          }
          await sleep(20);
        }
      },
    });
  } finally {
    await fleet.close();
  }
}

/** Milliseconds of the joins that succeeded. @throws {Error} when one failed: its time would be missing */
export function joinTimes(outcomes: readonly JoinOutcome[]): number[] {
  return outcomes.map((outcome) => {
    if (!outcome.ok) {
      throw new Error(`a join failed: ${outcome.error}`);
    }
    return outcome.times.join;
  });
}
