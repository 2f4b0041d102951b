import native from 'node-datachannel';
import { Bot } from '../load/bot/bot.ts';
import { releaseNative } from '../load/bot/connection.ts';
import { Histogram } from '../load/bot/histogram.ts';
import { Pacer } from '../load/bot/pacer.ts';
import { countSignaling } from '../load/bot/signaling-counter.ts';

/*
 * A program of its own, because it listens to all signaling of its process: a publisher joins, then a second
 * participant, and the answers that the second one had between its `join` and each transport's first STUN
 * packet are counted. Argument: the server's URL. Prints `RoundTrips` as JSON.
 */
export interface RoundTrips {
  /** Answers from the server before each transport began ICE. */
  readonly beforeIce: readonly number[];
  /** Messages sent before the same moment. */
  readonly requestsBeforeIce: readonly number[];
  /** The SRTP protection profile that DTLS chose; `null` when the native library does not tell. */
  readonly srtpProfile: string | null;
}

const SRTP_ANSWERED = /SRTP profile is: (\S+)/u;
const TIMEOUT_MS = 10_000;

const url = process.argv[2] ?? '';
const log: { readonly at: number; readonly kind: 'request' | 'answer'; readonly name: string }[] = [];
let srtpProfile: string | null = null;
native.initLogger('Verbose', (_level, message) => {
  srtpProfile ??= SRTP_ANSWERED.exec(message)?.[1] ?? null;
});
countSignaling((direction, { type, data }) => {
  if (direction === 'sent' && type === 2) {
    log.push({ at: performance.now(), kind: 'request', name: String((data as unknown[])[0]) });
  } else if (direction === 'received' && type === 3) {
    log.push({ at: performance.now(), kind: 'answer', name: '' });
  }
});

const pacer = new Pacer();
const bot = (name: string): Bot => new Bot({
  url,
  roomId: 'round-trips',
  pacer,
  delays: new Histogram(),
  failed: (error) => process.stderr.write(`${error.message}\n`),
  plan: {
    name,
    audio: { packetsPerSecond: 50, payloadBytes: 80 },
    video: { kind: 'preset', preset: '360p' },
    watch: false,
    view: null,
    speaking: { turn: 0, turns: 1, turnSeconds: 1 },
  },
});

const [first, second] = [bot('First'), bot('Second')];
const deadline = performance.now() + TIMEOUT_MS;
const until = async (condition: () => boolean): Promise<void> => {
  while (!condition() && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
await first.join();
await until(() => first.flowing);
await second.join();
await until(() => second.iceStartedAt.length === 2 && second.receiver.firstPacketAt !== null);

const joined = log.findLastIndex(({ kind, name }) => kind === 'request' && name === 'join');
const before = (at: number, kind: 'request' | 'answer'): number =>
  log.slice(joined).filter((entry) => entry.kind === kind && entry.at <= at).length;
const found: RoundTrips = {
  beforeIce: second.iceStartedAt.map((at) => before(at, 'answer')),
  requestsBeforeIce: second.iceStartedAt.map((at) => before(at, 'request')),
  srtpProfile,
};
process.stdout.write(`${JSON.stringify(found)}\n`);
await Promise.all([first.leave(), second.leave()]);
releaseNative();
process.exit(0);
