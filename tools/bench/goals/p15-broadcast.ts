import { setTimeout as sleep } from 'node:timers/promises';
import { cpuNs } from '../../load/server/processes.ts';
import { botPlans } from '../../load/ramp.ts';
import type { BenchContext, Goal, Outcome } from '../goal.ts';
import { interleave, type Sample } from '../pairs.ts';
import { bars } from '../plot.ts';
import { startBaseline, type BenchServer } from '../servers.ts';
import { spreadOf } from '../spread.ts';
import { withClients } from './clients.ts';
import { joinTimes, withRoom } from './fleet-room.ts';

const CLIENTS = 200;
const MESSAGES = 80;
const INTERVAL_MS = 75;
const SETTLE_MS = 500;
const PAIRS = 5;
const TEXT = 'The quick brown fox jumps over the lazy dog, and everyone in the room hears of it.';

export const broadcast: Goal = {
  id: 'P15',
  title: 'CPU per delivery of a message to everyone in a room',
  against: 'ws alone, which encodes it once',
  limit: 1.6,
  measure,
};

async function measure(context: BenchContext): Promise<Outcome> {
  const plenary = await context.plenary();
  const bare = await startBaseline('ws', 'ws-server.ts');
  try {
    return await withRoom(plenary, 1, context.signal, async (room) => {
      const { viewers } = botPlans({ publishers: 0, viewers: CLIENTS, audio: null, video: null });
      joinTimes(await room.join(viewers, 50));
      const delivered = async (): Promise<number> =>
        (await room.fleet.snapshots()).reduce((sum, { signaling }) => sum + (signaling.byName.chatMessage ?? 0), 0);
      let next = 0;
      const ours = (): Promise<Sample> => burst(plenary, delivered, () => {
        // In turns, as the server limits what one participant may say.
        void room.fleet.chat(viewers[next++ % viewers.length]?.name ?? '', TEXT).catch(() => undefined);
      });
      return await withClients('ws', bare.url, CLIENTS, async (clients) => {
        const theirs = (): Promise<Sample> => burst(bare, () => clients.received(), () => clients.say(TEXT));
        // What runs for the first time is compiled first, on either side.
        await ours();
        await theirs();
        const { pairs, discarded } = await interleave(context, PAIRS, ours, theirs);
        return outcome(pairs, discarded);
      });
    });
  } finally {
    await bare.close();
  }
}

/** Has messages said at a steady rate. @returns microseconds of the server's Node process per delivery */
async function burst(server: BenchServer, delivered: () => Promise<number>, say: () => void): Promise<Sample> {
  await sleep(SETTLE_MS);
  const [before, cpuBefore, startedAt] = [await delivered(), cpuNs(server.pid), performance.now()];
  for (let i = 0; i < MESSAGES; i++) {
    say();
    await sleep(Math.max(0, startedAt + (i + 1) * INTERVAL_MS - performance.now()));
  }
  await sleep(SETTLE_MS);
  const cpu = cpuNs(server.pid) - cpuBefore;
  const deliveries = (await delivered()) - before;
  const seconds = (MESSAGES * INTERVAL_MS) / 1_000;
  return { value: cpu / 1_000 / Math.max(1, deliveries), received: deliveries / (MESSAGES * CLIENTS), busy: 0, rate: deliveries / seconds };
}

function outcome(pairs: readonly { a: Sample; b: Sample }[], discarded: number): Outcome {
  const row = (name: string, figures: readonly number[]): string[] => {
    const { median, min, max } = spreadOf(figures);
    return [name, median.toFixed(1), `${min.toFixed(1)}–${max.toFixed(1)}`];
  };
  return {
    ratio: spreadOf(pairs.map(({ a, b }) => a.value / b.value)),
    table: {
      head: ['', 'µs per delivery', 'range'],
      rows: [row('Plenary', pairs.map(({ a }) => a.value)), row('ws', pairs.map(({ b }) => b.value))],
    },
    plots: [bars('CPU of the server’s Node process', [['Plenary', pairs.map(({ a }) => a.value)], ['ws', pairs.map(({ b }) => b.value)]], 'µs per delivery')],
    notes: [
      `Chat in a room of ${CLIENTS}: ${MESSAGES} messages of ${TEXT.length} characters, ${(1_000 / INTERVAL_MS).toFixed(0)} a second. Plenary’s figure holds the request too: its checks, the history, and the answer to the sender.`,
      'What was done: a message is encoded once for everyone and goes to each WebSocket at once, past engine.io’s packets, buffers and events, unless something waits there; what looks after each participant’s link once a second does so with one timer for all. One burst on either side is not measured: what runs for the first time is compiled first.',
      `${discarded} pairs were discarded.`,
    ],
  };
}
