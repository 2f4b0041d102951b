import { performance } from 'node:perf_hooks';
import { Bot } from './bot/bot.ts';
import { releaseNative } from './bot/connection.ts';
import { Histogram } from './bot/histogram.ts';
import { Pacer } from './bot/pacer.ts';
import { countSignaling } from './bot/signaling-counter.ts';
import type { BotSnapshot, ProcessSnapshot, Reply, Request } from './fleet-messages.ts';

/*
 * A process full of bots, directed by its parent over IPC. The native library knows one JavaScript context per
 * process, so bots spread over processes, not over worker threads.
 */

/** How long leaving may take when the parent is gone, in milliseconds. */
const FAREWELL_MS = 2_000;

const signaling = countSignaling();
const pacer = new Pacer();
const bots = new Map<string, Bot>();
const errors: Record<string, number> = {};
let delays = new Histogram();
let utilization = performance.eventLoopUtilization();

async function handle(request: Request): Promise<unknown> {
  switch (request.kind) {
    case 'join': {
      const { url, roomId, plan } = request;
      const bot = new Bot({ url, roomId, plan, pacer, delays: { record: (ms) => delays.record(ms) }, failed: note });
      bots.set(plan.name, bot);
      return await bot.join();
    }
    case 'snapshot':
      return snapshot();
    case 'resetDelays':
      delays = new Histogram();
      return null;
    case 'chat':
      await bots.get(request.name)?.chat(request.text);
      return null;
    case 'speak':
      bots.get(request.name)?.speak(request.seconds);
      return null;
    case 'leave': {
      const leaving = request.name === undefined ? [...bots.keys()] : [request.name];
      await Promise.all(leaving.map((name) => bots.get(name)?.leave()));
      leaving.forEach((name) => bots.delete(name));
      return null;
    }
    default:
      return request satisfies never;
  }
}

function note(error: { readonly code: string }): void {
  errors[error.code] = (errors[error.code] ?? 0) + 1;
}

function snapshot(): ProcessSnapshot {
  const busy = performance.eventLoopUtilization(utilization).utilization;
  utilization = performance.eventLoopUtilization();
  return { bots: [...bots].map(([name, bot]) => botSnapshot(name, bot)), signaling, delays: delays.toJSON(), busy, errors };
}

function botSnapshot(name: string, bot: Bot): BotSnapshot {
  const { receiver, joinedAt } = bot;
  const after = (at: number | null): number | null => (at === null ? null : at - joinedAt);
  return {
    name,
    connection: bot.connection,
    sent: bot.sent,
    flowing: bot.flowing,
    keyFrameRequests: bot.keyFrames.total,
    keyFrameRequestsApart: bot.keyFrames.leastApart,
    received: receiver.totals(),
    currentTracks: receiver.current,
    metTracks: bot.metTracks,
    firstPacket: after(receiver.firstPacketAt),
    firstKeyFrame: after(receiver.firstKeyFrameAt),
  };
}

process.on('message', (request: Request) => {
  const { seq } = request;
  const reply = (answer: Reply): void => void process.send?.(answer);
  handle(request).then(
    (value) => reply({ seq, ok: true, value }),
    (error: Error & { code?: string }) => reply({ seq, ok: false, error: error.code ?? error.message }),
  );
});

// Ctrl-C reaches the whole group of processes; the parent decides when bots leave.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => {
  setTimeout(() => process.exit(0), FAREWELL_MS);
  void Promise.allSettled([...bots.values()].map((bot) => bot.leave())).then(() => {
    releaseNative();
    process.exit(0);
  });
});
