import { setTimeout as sleep } from 'node:timers/promises';
import { botPlans } from '../../load/ramp.ts';
import { DelayedWire, RELAY_ADDRESS } from '../delayed-wire.ts';
import type { BenchContext, Goal, Outcome } from '../goal.ts';
import { freePorts, startPlenary } from '../servers.ts';
import { showSpread, slopeOf, spreadOf } from '../spread.ts';
import { joinTimes, withRoom, type FleetRoom } from './fleet-room.ts';
import { withServers } from './servers-of.ts';

const ROUND_TRIPS_MS = [0, 50, 100, 200];
const JOINS = 3;
const ROUNDS = 3;
/** Between joins: longer than key frames of one publisher are held apart by. */
const PAUSE_MS = 800;
const TIMEOUT_MS = 10_000;

/** Milliseconds from the click to the first key frame, by round-trip time. */
type Times = ReadonlyMap<number, number[]>;

export const firstFrame: Goal = {
  id: 'P8',
  title: 'Growth of the time to the first frame with the round-trip time, in round trips',
  against: 'mediasoup’s demo needs 9 to 10',
  limit: 5,
  measure,
};

async function measure(context: BenchContext): Promise<Outcome> {
  const { workerBin, signal } = context;
  const [mediaPort = 0] = await freePorts(1);
  const env = { RTC_PORT: String(mediaPort), SFU_ANNOUNCED_ADDRESS: RELAY_ADDRESS };
  return await withServers([startPlenary(workerBin, env)], async ([server]) => {
    const wire = await DelayedWire.open({ httpPort: Number(new URL(server.url).port), mediaPort });
    try {
      const rounds = await withRoom({ ...server, url: wire.url }, 1, signal, async (room) => {
        const { publishers } = botPlans({
          publishers: 1,
          viewers: 0,
          audio: { packetsPerSecond: 50, payloadBytes: 80 },
          video: { kind: 'preset', preset: '360p' },
        });
        joinTimes(await room.join(publishers, 1));
        await room.flowing();
        const done: Times[] = [];
        while (done.length < ROUNDS) {
          const times = await round(room, wire, done.length, signal);
          done.push(times);
          context.note(`round ${done.length}: ${slope(times).toFixed(2)} round trips`);
        }
        return done;
      });
      return outcome(rounds);
    } finally {
      wire.close();
    }
  });
}

async function round(room: FleetRoom, wire: DelayedWire, number: number, signal: AbortSignal): Promise<Times> {
  const times = new Map<number, number[]>();
  for (const roundTripMs of ROUND_TRIPS_MS) {
    wire.roundTripMs = roundTripMs;
    const figures: number[] = [];
    for (let join = 0; join < JOINS; join++) {
      await sleep(PAUSE_MS, undefined, { signal });
      figures.push(await timeOf(room, `Viewer ${number}-${roundTripMs}-${join}`, signal));
    }
    times.set(roundTripMs, figures);
  }
  return times;
}

/** Joins one viewer, who leaves again. */
async function timeOf(room: FleetRoom, name: string, signal: AbortSignal): Promise<number> {
  const { viewers } = botPlans({ publishers: 1, viewers: 1, audio: null, video: null });
  joinTimes(await room.join(viewers.map((plan) => ({ ...plan, name })), 1));
  const deadline = performance.now() + TIMEOUT_MS;
  while (performance.now() < deadline) {
    const time = (await room.bots()).find((bot) => bot.name === name)?.firstKeyFrame ?? null;
    if (time !== null) {
      await room.fleet.leave(name);
      return time;
    }
    await sleep(20, undefined, { signal });
  }
  throw new Error('a viewer got no key frame');
}

/** Milliseconds per millisecond of round trip: round trips. */
function slope(times: Times): number {
  return slopeOf([...times].map(([roundTripMs, figures]) => [roundTripMs, spreadOf(figures).median] as const));
}

function outcome(rounds: readonly Times[]): Outcome {
  const at = (roundTripMs: number): number[] => rounds.flatMap((times) => times.get(roundTripMs) ?? []);
  return {
    ratio: spreadOf(rounds.map(slope)),
    table: {
      head: ['round-trip time, ms', 'first frame, ms'],
      rows: ROUND_TRIPS_MS.map((roundTripMs) => [String(roundTripMs), showSpread(at(roundTripMs), 0)]),
    },
    plots: [{
      kind: 'lines',
      title: 'From the click on “Join” to the first frame',
      x: 'round-trip time, ms',
      y: 'ms',
      scale: 'linear',
      lines: [
        { label: 'measured', points: ROUND_TRIPS_MS.map((roundTripMs) => [roundTripMs, spreadOf(at(roundTripMs)).median] as const) },
        { label: `${firstFrame.limit} round trips`, points: ROUND_TRIPS_MS.map((roundTripMs) => [roundTripMs, spreadOf(at(0)).median + firstFrame.limit * roundTripMs] as const) },
      ],
    }],
    notes: [
      `From the click of a bot (the client package, with ICE, DTLS and SRTP of libdatachannel, which is no browser’s) until a key frame begins to arrive, over its page being ready as a person’s is. One publisher of 360p simulcast; ${JOINS} joins at each of the round-trip times in each of ${ROUNDS} rounds. The slope is that of least squares through the medians.`,
      'A relay in user space holds back each UDP packet, and a proxy each piece of the socket’s stream, by half of the round trip in each direction. The publisher is behind the same wire: the key frame that it is asked for is one of the round trips. The opening of TCP connections is not delayed; the socket is open before the click.',
    ],
  };
}
