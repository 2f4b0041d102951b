import { setTimeout as sleep } from 'node:timers/promises';
import { botPlans } from '../../load/ramp.ts';
import { readUsage } from '../../load/server/processes.ts';
import type { BenchContext, Goal, Outcome } from '../goal.ts';
import { bars } from '../plot.ts';
import { startBaseline, startPlenary, type BenchServer } from '../servers.ts';
import { spreadOf } from '../spread.ts';
import { withClients } from './clients.ts';
import { joinTimes, withRoom } from './fleet-room.ts';
import { withServers } from './servers-of.ts';

const ROOMS = 3;
const PER_ROOM = 200;
const COUNT = ROOMS * PER_ROOM;
const JOIN_RATE = 100;
const ROUNDS = 2;
const SETTLE_MS = 1_000;

interface Memory {
  readonly node: number;
  readonly workers: number;
}

export const idleMemory: Goal = {
  id: 'P14',
  title: 'Memory per idle participant, Node and workers together',
  against: 'a bare socket.io connection',
  limit: 1.5,
  measure,
};

async function measure(context: BenchContext): Promise<Outcome> {
  const ours: Memory[] = [];
  const theirs: Memory[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    context.signal.throwIfAborted();
    // Fresh processes on both sides: memory that an earlier measurement left free would hide growth.
    ours.push(await withServers([startPlenary(context.workerBin)], ([server]) => growth(server, (grown) =>
      withRoom(server, 2, context.signal, async (room) => {
        for (let i = 0; i < ROOMS; i++) {
          const { viewers } = botPlans({ publishers: 0, viewers: PER_ROOM, audio: null, video: null });
          const plans = viewers.map((plan) => ({ ...plan, name: `${plan.name} of ${i + 1}` }));
          joinTimes(await room.join(plans, JOIN_RATE, `idle-${i + 1}`));
        }
        return await grown();
      }))));
    theirs.push(await withServers([startBaseline('bare socket.io', 'socket-server.ts')], ([server]) => growth(server, (grown) =>
      withClients('socket.io', server.url, COUNT, () => grown()))));
    context.note(`round ${round}: ${kilobytes(sum(ours.at(-1)))} against ${kilobytes(sum(theirs.at(-1)))} kB`);
  }
  const row = (name: string, figures: readonly number[]): string[] => {
    const { median, min, max } = spreadOf(figures);
    return [name, kilobytes(median), `${kilobytes(min)}–${kilobytes(max)}`];
  };
  return {
    ratio: spreadOf(ours.map((memory, i) => sum(memory) / sum(theirs[i]))),
    table: {
      head: ['', 'kB each', 'range'],
      rows: [
        row('Plenary, together', ours.map(sum)),
        row('of this Node', ours.map(({ node }) => node)),
        row('of this workers', ours.map(({ workers }) => workers)),
        row('bare socket.io', theirs.map(sum)),
      ],
    },
    plots: [bars('Resident memory each', [['Plenary', ours.map((memory) => sum(memory) / 1_000)], ['bare socket.io', theirs.map((memory) => sum(memory) / 1_000)]], 'kB')],
    notes: [
      `Growth of resident memory after garbage collection, ${COUNT} participants in ${ROOMS} rooms who publish nothing, against as many connections.`,
      'An idle participant has its receive transport on a worker, which costs most of the workers’ part; the send transport is made when there is something to send.',
      'What was done: sockets let go of their HTTP request, capabilities that many have alike are kept once, the send transport waits for its first track (the ratio was 4.6 with two transports at once). What is left above the goal is the receive transport, some 20 kB in its worker and as much as an object in Node: without it a picture would come one round trip later.',
    ],
  };
}

async function growth(
  server: BenchServer, use: (grown: () => Promise<Memory>) => Promise<Memory>,
): Promise<Memory> {
  const before = await settled(server);
  return await use(async () => {
    const after = await settled(server);
    return { node: (after.node - before.node) / COUNT, workers: (after.workers - before.workers) / COUNT };
  });
}

async function settled(server: BenchServer): Promise<Memory> {
  await sleep(SETTLE_MS);
  process.kill(server.pid, 'SIGUSR2');
  await sleep(SETTLE_MS);
  const { nodeMemory, workerMemory } = readUsage(server.pid);
  return { node: nodeMemory, workers: workerMemory };
}

function sum(memory: Memory | undefined): number {
  return memory === undefined ? Number.NaN : memory.node + memory.workers;
}

function kilobytes(bytes: number): string {
  return (bytes / 1_000).toFixed(1);
}
