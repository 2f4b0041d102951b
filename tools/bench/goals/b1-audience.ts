import { setTimeout as sleep } from 'node:timers/promises';
import { newRoomId } from '@plenary/protocol';
import type { BotPlan } from '../../load/bot/bot.ts';
import { Fleet } from '../../load/fleet.ts';
import { botPlans } from '../../load/ramp.ts';
import { runLoad, type RunResult } from '../../load/run.ts';
import { findMeter, type Meter } from '../../load/server/meter.ts';
import type { BenchContext, Goal, Outcome } from '../goal.ts';
import { pin } from '../pin.ts';
import { startPlenary, type BenchServer } from '../servers.ts';
import { spreadOf } from '../spread.ts';
import { withServers } from './servers-of.ts';

const SIZES = [100, 300, 1_000];
const WORKERS = [1, 2];
const JOIN_RATE = 50;
const SECONDS = 20;
/** As many others come and go per second, however many stay: what is told grows with them, or not at all. */
const CHURN_PER_SECOND = 10;
/** They stay for once to five times as long, in milliseconds, so that the count goes up and down. */
const MIN_STAY_MS = 1_000;
/** How many watch is told every three seconds at most. */
const COUNTS_PER_MINUTE = 20;
/** Of audio and of video, as few as one core of bots can receive for a thousand. */
const PACKETS_PER_SECOND = 4;

export const audience: Goal = {
  id: 'B1',
  title: `Notifications per viewer and minute with ${SIZES.at(-1)} viewers of a broadcast, while others come and go`,
  against: `the ${COUNTS_PER_MINUTE} counts that any audience may cause, however large`,
  limit: 1.1,
  measure,
};

async function measure(context: BenchContext): Promise<Outcome> {
  const rows: string[][] = [];
  const ratios: number[] = [];
  const growth = WORKERS.map((workers) => ({ label: `${workers} worker${workers > 1 ? 's' : ''}`, points: [] as [number, number][] }));
  for (const [i, workers] of WORKERS.entries()) {
    for (const viewers of SIZES) {
      context.signal.throwIfAborted();
      // Afresh, as memory is compared.
      const starting = startPlenary(context.workerBin, { SFU_WORKERS: String(workers), CONSUMERS_PER_WORKER: '4000' });
      const result = await withServers([starting], ([server]) => watched(server, viewers, context.signal));
      const { joins, packets, server, signaling } = result;
      if (viewers === SIZES.at(-1)) {
        ratios.push(signaling.notificationsPerPeerPerMinute / COUNTS_PER_MINUTE);
      }
      growth[i]?.points.push([viewers, signaling.notificationsPerPeerPerMinute]);
      const received = 1 - packets.loss;
      rows.push([
        String(workers), String(viewers), String(joins.succeeded), joins.perSecond.toFixed(1),
        figure(joins.join.p50), figure(joins.join.p95), figure(joins.firstPacket.p95),
        percent(received), percent(1 - packets.worstTrackLoss), String(packets.silentTracks),
        signaling.notificationsPerPeerPerMinute.toFixed(1),
        figure(server === null ? null : (server.cores * 1_000) / (viewers + 1), 2),
        figure(server?.memoryPerPeer === undefined || server.memoryPerPeer === null ? null : server.memoryPerPeer / 1_000, 0),
        result.busiestProcess.toFixed(2),
      ]);
      context.note(`${workers} workers, ${viewers} viewers: ${percent(received)} received, join p95 ${figure(joins.join.p95)} ms, ${signaling.notificationsPerPeerPerMinute.toFixed(1)} notifications`);
    }
  }
  return {
    ratio: spreadOf(ratios),
    table: {
      head: [
        'workers', 'viewers', 'joined', 'joins/s', 'answer p50, ms', 'answer p95, ms', 'first packet p95, ms', 'received',
        'worst track', 'silent tracks', 'notifications per viewer and minute', 'CPU per viewer, ms/s', 'memory per viewer, kB', 'busiest bots',
      ],
      rows,
    },
    plots: [{ kind: 'lines', title: 'Notifications per viewer and minute', x: 'viewers', y: 'notifications', scale: 'linear', lines: growth }],
    notes: [
      `While it is measured, ${CHURN_PER_SECOND} others come and go each second; notifications are those of the viewers who stay. A count that is the same again after 3 s is not told, so a small audience may cause fewer.`,
      `One speaker with audio and video (one layer) of ${PACKETS_PER_SECOND} packets/s each, who goes on speaking; viewers join at ${JOIN_RATE} per second and receive both; ${SECONDS} s measured after the last join. Received is the share of the expected packets (by sequence number) over all viewers since their first packet, and of the worst single track.`,
      'The rate is this low so that one core carries a thousand receivers: 8,000 packets/s at both ends. What a viewer costs at a real rate is what P2 shows per packet.',
      'Memory is the growth of Node and workers together since before the first join, with transports, consumers and buffers in use; what an idle participant costs against a bare connection is P14.',
      'Both workers share one core with Node here, as the bots take the other: that two workers spread viewers can be seen, not that they carry more.',
    ],
  };
}

async function watched(server: BenchServer, viewers: number, signal: AbortSignal): Promise<RunResult> {
  const room = newRoomId();
  const churn = new Churn(server, room);
  const meter = findMeter({ url: server.url, sfuPid: server.pid, metricsToken: undefined });
  return await runLoad({
    url: server.url,
    room,
    publishers: 1,
    viewers,
    watch: true,
    seconds: SECONDS,
    joinRate: JOIN_RATE,
    processes: Math.ceil(viewers / 250),
    audio: { packetsPerSecond: PACKETS_PER_SECOND, payloadBytes: 80 },
    video: { kind: 'fixed', packetsPerSecond: PACKETS_PER_SECOND, payloadBytes: 600 },
    meter: meter as Meter,
    started: (pids) => pin('bots', pids),
    signal,
    progress: () => undefined,
    besides: async () => churn.start(CHURN_PER_SECOND),
    measured: () => churn.stop(),
  }).finally(() => churn.stop());
}

/** Viewers besides the measured ones, who come and go: what the others are told of them is what grows, if anything does. */
class Churn {
  readonly #server: BenchServer;
  readonly #room: string;
  #fleet: Fleet | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(server: BenchServer, room: string) {
    this.#server = server;
    this.#room = room;
  }

  /** @param rate comings per second */
  start(rate: number): void {
    const fleet = new Fleet(1);
    this.#fleet = fleet;
    pin('bots', fleet.pids);
    this.#running = (async () => {
      const stays: Promise<void>[] = [];
      for (let i = 0; this.#fleet === fleet; i++) {
        const [plan] = botPlans({ publishers: 0, viewers: 1, audio: null, video: null, watch: true }).viewers;
        const name = `Passer-by ${i}`;
        stays.push(fleet.join(this.#server.url, this.#room, { ...plan as BotPlan, name })
          .then(() => sleep(MIN_STAY_MS + Math.random() * MIN_STAY_MS * 4))
          .then(() => fleet.leave(name))
          .catch(() => undefined));
        await sleep(1_000 / rate);
      }
      await Promise.all(stays);
    })();
  }

  async stop(): Promise<void> {
    const fleet = this.#fleet;
    this.#fleet = null;
    await this.#running;
    await fleet?.close();
  }
}

function figure(value: number | null, digits = 1): string {
  return value === null ? '–' : value.toFixed(digits);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
