import { setTimeout as sleep } from 'node:timers/promises';
import { between, totalsOf } from '../../load/figures.ts';
import { botPlans } from '../../load/ramp.ts';
import { readUsage } from '../../load/server/processes.ts';
import { FORWARD_ALL, startPlenary, type BenchServer } from '../servers.ts';
import { joinTimes, withRoom } from './fleet-room.ts';

/** What a participant receives in a big room: this many tiles, and the loudest few. */
export const TILES = 9;
export const LOUDEST = 3;
/** Packets a second of a microphone while it speaks: fewer are not taken for speech. */
const SPEECH_RATE = 50;

/** How long the loudest few are heard before the measurement, and what comes to rest after it, in milliseconds. */
const SPEECH_MS = 1_200;
const SETTLE_MS = 1_500;
const JOIN_RATE = 30;

export interface ViewportRun {
  /** All publish audio and video, and receive. */
  readonly participants: number;
  /** Tiles that each reports, all of one size. */
  readonly tiles: number;
  /** Whether it forwards the loudest few alone. */
  readonly loudest: boolean;
  /** Packets a second of each microphone and each camera. */
  readonly rate: number;
  readonly seconds: number;
}

export interface ViewportFigures {
  /** Packets per second that all bots together sent; received. */
  readonly sent: number;
  readonly received: number;
  /** Share received of what the fan-out of such a room amounts to, 0 to 1. */
  readonly share: number;
  readonly busy: number;
  /** Nanoseconds on the CPU per second, Node and workers together. */
  readonly cpuNs: number;
}

/** Plenary with its limits such that a participant receives `TILES` and the loudest `LOUDEST` from two on. */
export async function startLimited(workerBin: string): Promise<BenchServer> {
  return await startPlenary(workerBin, { LOUDEST_N_AUDIO: String(LOUDEST), ALL_AUDIO_UP_TO: '1' });
}

export async function startUnlimited(workerBin: string): Promise<BenchServer> {
  return await startPlenary(workerBin, FORWARD_ALL);
}

/**
 * Fills a room with bots that all publish. A few are heard, and keep the places of the loudest; then all packets
 * come at the same rate, so that what is counted is streams.
 */
export async function viewportRun(server: BenchServer, run: ViewportRun, signal: AbortSignal): Promise<ViewportFigures> {
  const { participants, tiles, loudest, rate, seconds } = run;
  return await withRoom(server, 2, signal, async (room) => {
    const { publishers } = botPlans({
      publishers: participants,
      viewers: 0,
      audio: { packetsPerSecond: SPEECH_RATE, silentPacketsPerSecond: rate, payloadBytes: 80 },
      video: { kind: 'fixed', packetsPerSecond: rate, payloadBytes: 600 },
      view: { tiles, width: 320, height: 180 },
    });
    const plans = publishers.map((plan) => ({ ...plan, speaking: null }));
    joinTimes(await room.join(plans, JOIN_RATE));
    await room.flowing();
    const speakers = plans.filter((_plan, i) => i % Math.ceil(participants / LOUDEST) === 0);
    await Promise.all(speakers.map(({ name }) => room.fleet.speak(name, SPEECH_MS / 1_000)));
    await sleep(SPEECH_MS + SETTLE_MS, undefined, { signal });
    const first = totalsOf(await room.fleet.snapshots());
    const [startedAt, cpuBefore] = [performance.now(), cpuOf(server)];
    await sleep(seconds * 1_000, undefined, { signal });
    const cpu = cpuOf(server) - cpuBefore;
    const last = await room.fleet.snapshots();
    const elapsed = (performance.now() - startedAt) / 1_000;
    const { sent, received } = between(first, totalsOf(last));
    const heard = loudest ? speakers.length * (participants - 1) : participants * (participants - 1);
    const expected = (participants * Math.min(tiles, participants - 1) + heard) * rate;
    return {
      sent: sent / elapsed,
      received: received / elapsed,
      share: received / elapsed / expected,
      busy: Math.max(...last.map(({ busy }) => busy)),
      cpuNs: cpu / elapsed,
    };
  });
}

/** Nanoseconds on the CPU so far, Node and workers together. */
export function cpuOf(server: BenchServer): number {
  const { nodeCpuNs, workerCpuNs } = readUsage(server.pid);
  return [...nodeCpuNs.values(), ...workerCpuNs.values()].reduce((sum, ns) => sum + ns, 0);
}
