import { findWorker } from '../worker/obtain.mjs';
import { readConditions } from './conditions.ts';
import type { BenchContext, Goal } from './goal.ts';
import { countRoundTrips } from './goals/p9-round-trips.ts';
import { goals } from './goals/index.ts';
import { isMet, type Measured } from './page.ts';
import { record } from './results.ts';
import { FORWARD_ALL, startBare, startPages, startPlenary, type BenchServer } from './servers.ts';

/** Measures goals one after the other and writes docs/bench.md. @returns the exit code */
async function main(chosen: readonly Goal[]): Promise<number> {
  const workerBin = await findWorker();
  if (workerBin === undefined) {
    console.error('There is no mediasoup-worker yet. Run: npm run setup');
    return 1;
  }
  const abort = new AbortController();
  process.on('SIGINT', () => {
    if (abort.signal.aborted) {
      process.exit(130);
    }
    console.error('\nEnding; press Ctrl-C again to end at once.');
    abort.abort(new Error('ended by the user'));
  });
  process.on('SIGTERM', () => abort.abort(new Error('told to end')));
  const servers = new Map<string, Promise<BenchServer>>();
  const shared = (name: string, start: () => Promise<BenchServer>): Promise<BenchServer> => {
    const server = servers.get(name) ?? start();
    servers.set(name, server);
    return server;
  };
  const context: BenchContext = {
    workerBin,
    plenary: () => shared('plenary', () => startPlenary(workerBin)),
    forwardAll: () => shared('forward all', () => startPlenary(workerBin, FORWARD_ALL)),
    bare: () => shared('bare', () => startBare(workerBin)),
    pages: () => shared('pages', () => startPages()),
    signal: abort.signal,
    note: (text) => console.log(`  ${text}`),
  };
  let failed = 0;
  try {
    const { srtpProfile } = await countRoundTrips((await context.plenary()).url);
    for (const goal of chosen) {
      abort.signal.throwIfAborted();
      try {
        const measured = await measure(goal, context, srtpProfile);
        // Written after each goal, so that an interrupted bench keeps what it has.
        record([measured], goals.map(({ id }) => id));
        console.log(`${goal.id}: ${measured.ratio.median.toFixed(3)} (${isMet(measured) ? 'met' : 'MISSED'}: at most ${goal.limit})`);
      } catch (error) {
        abort.signal.throwIfAborted();
        failed++;
        console.error(`${goal.id} could not be measured: ${(error as Error).message}`);
      }
    }
  } finally {
    await Promise.all([...servers.values()].map(async (starting) => (await starting.catch(() => null))?.close()));
  }
  return failed === 0 ? 0 : 1;
}

async function measure(goal: Goal, context: BenchContext, srtpProfile: string | null): Promise<Measured> {
  console.log(`${goal.id}: ${goal.title}, against ${goal.against}`);
  const conditions = readConditions(context.workerBin, srtpProfile);
  const startedAt = performance.now();
  const outcome = await goal.measure(context);
  const { id, title, against, limit } = goal;
  return { id, title, against, limit, ...outcome, conditions, seconds: (performance.now() - startedAt) / 1_000 };
}

const asked = process.argv.slice(2).map((id) => id.toUpperCase());
const unknown = asked.filter((id) => !goals.some((goal) => goal.id === id));
if (unknown.length > 0) {
  console.error(`Not measured here: ${unknown.join(', ')}. Goals: ${goals.map(({ id }) => id).join(', ')}.`);
  process.exitCode = 2;
} else {
  try {
    process.exitCode = await main(goals.filter(({ id }) => asked.length === 0 || asked.includes(id)));
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
