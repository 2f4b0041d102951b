import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readUsage } from '../../tools/load/server/processes.ts';
import { botPlans } from '../../tools/load/ramp.ts';
import { Fleet } from '../../tools/load/fleet.ts';
import { botsOf } from '../../tools/load/figures.ts';
import { startPlenary, type BenchServer } from '../../tools/bench/servers.ts';
import { until } from '../support/until.ts';

const TOGETHER = 5;
const CYCLES = 200;
/** Code that is compiled, and memory that allocators keep once they have it, are no leaks: so much comes before. */
const WARM_UP = 100;

let server: BenchServer;
let fleet: Fleet;

beforeAll(async () => {
  server = await startPlenary(process.env.MEDIASOUP_WORKER_BIN ?? '');
  fleet = new Fleet(1);
});

afterAll(async () => {
  await fleet?.close();
  await server?.close();
});

/** So many bots join, five at a time, receive media of each other, and leave. */
async function comeAndGo(count: number): Promise<void> {
  const { publishers } = botPlans({
    publishers: TOGETHER,
    viewers: 0,
    audio: { packetsPerSecond: 50, payloadBytes: 80 },
    video: { kind: 'preset', preset: '360p' },
  });
  for (let done = 0; done < count; done += TOGETHER) {
    await Promise.all(publishers.map((plan) => fleet.join(server.url, `leak-${done % 3}`, plan)));
    await until('everyone receives everyone', async () =>
      botsOf(await fleet.snapshots()).every(({ received }) => received.tracks === 2 * (TOGETHER - 1) && received.silent === 0), 20_000);
    await Promise.all(publishers.map(({ name }) => fleet.leave(name)));
    // A heap that grows because nobody collects garbage keeps its pages for good, and would look like a leak.
    process.kill(server.pid, 'SIGUSR2');
  }
}

/** What is alive in the server, by its own metrics. */
async function alive(): Promise<Record<string, number>> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const figures = text.matchAll(/^plenary_(rooms|peers|connections|routers|transports|producers|consumers)(?:\{.*\})? (\d+)$/gmu);
  return Object.fromEntries(Array.from(figures, ([, name, value]) => [name, Number(value)]));
}

const NOTHING = { rooms: 0, peers: 0, connections: 0, routers: 0, transports: 0, producers: 0, consumers: 0 };

/** Resident bytes after garbage collection. */
async function memory(): Promise<{ node: number; workers: number }> {
  process.kill(server.pid, 'SIGUSR2');
  await new Promise((resolve) => setTimeout(resolve, 300));
  const { nodeMemory, workerMemory } = readUsage(server.pid);
  return { node: nodeMemory, workers: workerMemory };
}

test('two hundred comings and goings with media leave neither things nor memory behind', async () => {
  await comeAndGo(WARM_UP);
  await until('nothing is left', async () => JSON.stringify(await alive()) === JSON.stringify(NOTHING), 20_000);
  await memory();
  const before = await memory();
  await comeAndGo(CYCLES);
  await until('nothing is left', async () => JSON.stringify(await alive()) === JSON.stringify(NOTHING), 20_000);
  let after = await memory();
  // What can be given back is no leak; a process that is kept waiting collects later.
  for (let look = 0; look < 20 && (after.node >= 1.1 * before.node || after.workers >= 1.1 * before.workers); look++) {
    after = await memory();
  }
  process.stderr.write(`memory after ${CYCLES} comings and goings: Node ${mega(before.node)} to ${mega(after.node)} MB, `
    + `workers ${mega(before.workers)} to ${mega(after.workers)} MB\n`);
  expect(after.node / before.node).toBeLessThan(1.1);
  expect(after.workers / before.workers).toBeLessThan(1.1);
}, 300_000);

const mega = (bytes: number): string => (bytes / 1e6).toFixed(1);
