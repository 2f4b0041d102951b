import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { newRoomId, roomIdSchema } from '@plenary/protocol';
import type { AudioPlan } from './bot/audio-source.ts';
import type { BotPlan } from './bot/bot.ts';
import type { VideoWish } from './bot/video-plan.ts';
import { parseCondition, type Condition } from './fail-if.ts';

export interface LoadOptions {
  readonly url: string;
  readonly room: string;
  readonly publishers: number;
  readonly viewers: number;
  /** Length of the measurement after everyone joined. */
  readonly seconds: number;
  /** Bots that join per second. */
  readonly joinRate: number;
  readonly audio: AudioPlan | null;
  readonly video: VideoWish | null;
  /** What each bot says it shows; `null` leaves it to the server's default. */
  readonly view: BotPlan['view'];
  /** Viewers come as audience, not as participants who publish nothing. */
  readonly watch: boolean;
  readonly processes: number;
  readonly chromium: number;
  readonly sfuPid: number | undefined;
  readonly metricsToken: string | undefined;
  readonly json: string | undefined;
  readonly failIf: readonly Condition[];
}

export const USAGE = `Usage: npm run load -- [options]

  --url URL             server under load                       (http://localhost:3000)
  --room CODE           room to join                            (a new one)
  --publishers N        bots that send audio and video          (2)
  --viewers N           bots that only receive                  (4)
  --watch               viewers come as the audience of a broadcast
  --seconds N           measured time after all have joined     (10)
  --join-rate N         joins per second                        (10)
  --video KIND          720p, 360p (simulcast) or off           (720p)
  --video-pps N         one layer of N packets per second instead, each of
  --video-bytes N       so many bytes of payload                (1100)
  --audio-pps N         audio packets per second, 0 for none    (50)
  --audio-bytes N       bytes of payload of each                (80)
  --tiles N             video tiles that each bot says it shows (the server's default)
  --tile-size WxH       size of each in device pixels           (320x180)
  --processes N         processes that the bots are spread over (by their number)
  --chromium N          participants in Chromium besides, who see each other  (0)
  --sfu-pid N           process to read CPU and memory of       (the one that listens)
  --metrics-token T     reads CPU from /metrics of a server elsewhere
  --json FILE           writes all figures there
  --fail-if CONDITION   such as 'loss>0.01'; exit code 1 when it holds; may be repeated
`;

/** Wrong usage, in words. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** One process of bots is asked to receive from about this many others at most. */
const BOTS_PER_PROCESS = 60;

/** @throws {UsageError} */
export function parseOptions(args: readonly string[]): LoadOptions | 'help' {
  const values = read(args);
  if (values.help === true) {
    return 'help';
  }
  const number = (name: keyof typeof values, fallback: number, min: number, max: number): number => {
    const value = values[name] === undefined ? fallback : Number(values[name]);
    if (!Number.isFinite(value) || value < min || value > max) {
      throw new UsageError(`--${name} takes a number from ${min} to ${max}.`);
    }
    return value;
  };
  const whole = (...asked: Parameters<typeof number>): number => Math.floor(number(...asked));
  const publishers = whole('publishers', 2, 0, 1_000);
  const viewers = whole('viewers', 4, 0, 10_000);
  const processes = Math.min(availableParallelism(), Math.ceil((publishers + viewers) / BOTS_PER_PROCESS));
  const audioPps = whole('audio-pps', 50, 0, 400);
  const pid = whole('sfu-pid', 0, 0, 2 ** 22);
  return {
    url: origin(values.url ?? 'http://localhost:3000'),
    room: room(values.room),
    publishers,
    viewers,
    seconds: number('seconds', 10, 1, 86_400),
    joinRate: number('join-rate', 10, 0.1, 1_000),
    audio: audioPps === 0 ? null : { packetsPerSecond: audioPps, payloadBytes: whole('audio-bytes', 80, 13, 1_200) },
    video: video(values.video, whole('video-pps', 0, 0, 20_000), whole('video-bytes', 1_100, 28, 1_200)),
    view: values.tiles === undefined ? null : { tiles: whole('tiles', 0, 0, 128), ...size(values['tile-size'] ?? '320x180') },
    watch: values.watch === true,
    processes: whole('processes', Math.max(1, processes), 1, 64),
    chromium: whole('chromium', 0, 0, 16),
    sfuPid: pid === 0 ? undefined : pid,
    metricsToken: values['metrics-token'],
    json: values.json,
    failIf: (values['fail-if'] ?? []).flatMap((text) => text.split(',')).map(condition),
  };
}

function read(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        url: text, room: text, publishers: text, viewers: text, seconds: text, 'join-rate': text,
        video: text, 'video-pps': text, 'video-bytes': text, 'audio-pps': text, 'audio-bytes': text,
        tiles: text, 'tile-size': text, processes: text, chromium: text, 'sfu-pid': text, 'metrics-token': text, json: text,
        'fail-if': { type: 'string', multiple: true },
        watch: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function origin(url: string): string {
  if (!URL.canParse(url) || !/^https?:$/u.test(new URL(url).protocol)) {
    throw new UsageError('--url takes the address of a server, such as http://localhost:3000.');
  }
  return new URL(url).origin;
}

function room(code: string | undefined): string {
  if (code !== undefined && !roomIdSchema.safeParse(code).success) {
    throw new UsageError('--room takes lower-case letters, digits and single hyphens, 3 to 64 characters.');
  }
  return code ?? newRoomId();
}

function video(preset: string | undefined, packetsPerSecond: number, payloadBytes: number): VideoWish | null {
  if (packetsPerSecond > 0) {
    return { kind: 'fixed', packetsPerSecond, payloadBytes };
  }
  switch (preset) {
    case 'off':
      return null;
    case undefined:
    case '720p':
    case '360p':
      return { kind: 'preset', preset: preset ?? '720p' };
    default:
      throw new UsageError('--video takes 720p, 360p or off.');
  }
}

function size(text: string): { width: number; height: number } {
  const [, width, height] = /^(\d{1,5})x(\d{1,5})$/u.exec(text) ?? [];
  if (Number(width) > 0 && Number(height) > 0) {
    return { width: Number(width), height: Number(height) };
  }
  throw new UsageError('--tile-size takes a width and a height in pixels, such as 320x180.');
}

function condition(text: string): Condition {
  const parsed = parseCondition(text);
  if (typeof parsed === 'string') {
    throw new UsageError(parsed);
  }
  return parsed;
}
