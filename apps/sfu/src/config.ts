import { availableParallelism } from 'node:os';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { VIDEO_CODECS, iceServerSchema, overflowSchema, type IceServer, type RoomSettings } from '@plenary/protocol';
import { z } from 'zod';
import { tokenKeySchema, type TokenKey } from './access/token-key.ts';
import { TURN_URL, canBeAnnounced, networkFaults } from './network-settings.ts';

const port = z.coerce.number().int().min(1).max(65_535);
const seconds = (fallback: number) => z.coerce.number().min(0).max(86_400).default(fallback);
const count = (fallback: number, max: number) => z.coerce.number().int().min(1).max(max).default(fallback);
const list = z.string().default('').transform((text) => text.split(',').map((item) => item.trim()).filter(Boolean));
const host = z.string().refine(
  (text) => isIP(text) !== 0 || /^(?=.{1,253}$)[a-z0-9-]+(?:\.[a-z0-9-]+)*$/iu.test(text),
  'neither an IP address nor a host name',
);
const flag = z.enum(['0', '1', 'false', 'true']).default('0').transform((text) => text === '1' || text === 'true');
const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'not JSON' });
    return z.NEVER;
  }
});
const origin = z.url({ protocol: /^https?$/u }).transform((text) => new URL(text).origin);

/** Every setting, its environment variable, its form and its default. README's table tells them to operators. */
const environment = z.object({
  /** HTTP: the page, the API and signaling. */
  PORT: port.default(3000),
  HOST: z.string().default('0.0.0.0'),
  /** Where the Next.js server listens; without it no page is served. */
  WEB_ORIGIN: origin.optional(),
  /** The address people open, when a proxy stands before this server. */
  PUBLIC_URL: origin.optional(),
  /** Further origins whose pages may use this server. */
  ALLOWED_ORIGINS: list.pipe(z.array(origin)),
  /** Set by `npm start` and `npm run dev`. */
  NODE_ENV: z.string().optional(),
  /** Sites that may show `/embed/<room>` in a frame; `*` for all. */
  EMBED_ORIGINS: list.pipe(z.array(z.union([z.literal('*'), origin]))),

  SFU_WORKERS: count(Math.max(1, availableParallelism()), 256),
  /** First media port; worker n uses this plus n, UDP and TCP. */
  RTC_PORT: port.default(40_000),
  /** Local addresses for media, IPv4 and IPv6; empty for all. */
  RTC_LISTEN_IP: list.pipe(z.array(z.union([z.ipv4(), z.ipv6()])).max(16)),
  /** The addresses and names that clients reach this server's media ports under, the best first. */
  SFU_ANNOUNCED_ADDRESS: list.pipe(z.array(host.refine(canBeAnnounced, 'an address that nobody can be reached under')).max(8)),
  MEDIASOUP_WORKER_BIN: z.string().optional(),
  /** Bound on what one participant may send, in bit/s. */
  MAX_UPLINK_BITRATE: z.coerce.number().int().min(100_000).max(100_000_000).default(6_000_000),

  /** Consumers that a worker carries before a room spills to another. */
  CONSUMERS_PER_WORKER: count(400, 100_000),
  /** How long a media transport that is to carry something may stay without a connection. */
  MEDIA_CONNECT_SECONDS: z.coerce.number().min(0).max(600).default(15),

  /** People who take part in one room, and who watch it. */
  MAX_PEERS_PER_ROOM: count(200, 10_000),
  MAX_VIEWERS_PER_ROOM: count(2_000, 100_000),
  MAX_ROOMS: count(1_000, 100_000),
  // What a room's settings are until they are changed: see `roomSettingsSchema`.
  OVERFLOW: overflowSchema.default('viewer'),
  VIDEO_CODEC: z.enum(VIDEO_CODECS).default('vp8'),
  LAST_N_VIDEO: count(25, 200),
  LOUDEST_N_AUDIO: count(5, 50),
  ALL_AUDIO_UP_TO: count(10, 1_000),
  /** Whether rooms have a lobby, unless their host says otherwise. */
  LOBBY: z.stringbool().default(false),
  /** Who was turned away there can't ask again for so long, twice as long the next time, and so on; 0: at once. */
  LOBBY_DENIED_SECONDS: z.coerce.number().int().min(0).max(86_400).default(60),
  /** How long an empty room keeps its chat. */
  ROOM_GRACE_SECONDS: seconds(60),
  /** How long a participant whose connection was lost stays in the room. */
  RESUME_GRACE_SECONDS: z.coerce.number().min(0).max(300).default(30),

  /** How long calls may go on after SIGTERM. */
  DRAIN_SECONDS: z.coerce.number().int().min(0).max(86_400).default(5),

  /** Where what was decided in rooms waits for the next process, or `off`. `npm start` names one. */
  HANDOVER_FILE: z.string().max(4_096).default('off'),
  /** How long rooms wait after a restart for those who were in them. */
  HANDOVER_SECONDS: z.coerce.number().min(0).max(600).default(120),

  /** Rooms that are sent out as HLS at a time. */
  HLS_MAX: z.coerce.number().int().min(0).max(64).default(2),
  /** Where free UDP ports for HLS encoders are looked for, on loopback only. */
  HLS_PORT: port.max(64_000).default(43_000),
  FFMPEG_PATH: z.string().default('ffmpeg'),
  /** STUN and TURN servers that clients are told of: a JSON list of `RTCIceServer`, `urls` being a list. */
  ICE_SERVERS: json.pipe(z.array(iceServerSchema).max(16)).default([]),
  /** TURN servers, and the secret that they share with this server (coturn's `static-auth-secret`). */
  TURN_URLS: list.pipe(z.array(z.string().max(512).regex(TURN_URL, 'not like turn:turn.example.org:3478?transport=udp')).max(8)),
  TURN_SECRET: z.string().min(32).max(256).optional(),
  /** For how long credentials for TURN open new allocations. */
  TURN_TTL_SECONDS: z.coerce.number().int().min(30).max(300).default(300),

  /** Sessions of encoders (WHIP) and of players (WHEP) on this server. */
  MAX_WHIP_SESSIONS: count(100, 10_000),
  MAX_WHEP_SESSIONS: count(1_000, 100_000),
  /** A WHIP or WHEP session without a connection for so long ends. */
  WHIP_TIMEOUT_SECONDS: z.coerce.number().min(1).max(300).default(15),

  /** `closed`: nobody comes in without a token, in whatever way. */
  ACCESS: z.enum(['open', 'closed']).default('open'),
  /** Keys for tokens (`access/token-key.ts`): the first that can signs, all verify. Without any, tokens end with the process. */
  TOKEN_KEYS: list.pipe(z.array(tokenKeySchema)).refine(
    (keys) => new Set(keys.map(({ id }) => id)).size === keys.length,
    'two keys have the same id',
  ),


  /** Who is told of what happens in rooms, by `POST`, and the secret that signs what they are told. */
  WEBHOOK_URLS: list.pipe(z.array(z.url({ protocol: /^https?$/u })).max(8)),
  WEBHOOK_KEY: z.string().min(24).optional(),
  /** Lets webhooks go to addresses inside a network. */
  WEBHOOK_ALLOW_PRIVATE: flag,

  /** When set, `/api/v1/admin` asks for it as bearer token; without it that API is off. */
  ADMIN_KEY: z.string().min(16).optional(),
  /** When set, `GET /metrics` asks for it as bearer token; without it only direct local requests are answered. */
  METRICS_TOKEN: z.string().min(16).optional(),
  /** Signaling sockets of one address (of one network, with IPv6); this machine's own have no such bound. */
  MAX_CONNECTIONS_PER_ADDRESS: count(500, 1_000_000),
  /** All bounds on how fast clients may send, connect and ask are multiplied by this. */
  RATE_LIMIT_FACTOR: z.coerce.number().min(0.1).max(10_000).default(1),
  /** A socket that stands neither in a room nor before one ends after so long. */
  IDLE_CONNECTION_SECONDS: z.coerce.number().min(1).max(86_400).default(1_800),

  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  LOG_FORMAT: z.enum(['json', 'pretty']).default('json'),
});

export interface Config {
  readonly http: { readonly host: string; readonly port: number };
  /** Whether the web app is being worked on. */
  readonly development: boolean;
  readonly webOrigin: string | null;
  readonly publicUrl: string | null;
  readonly allowedOrigins: readonly string[];
  readonly embedOrigins: readonly string[];
  readonly media: {
    readonly workers: number;
    readonly workerBin: string | undefined;
    /** 0 lets the system choose a free port for each worker. */
    readonly basePort: number;
    /** Empty for all. */
    readonly listenIps: readonly string[];
    readonly announcedAddresses: readonly string[];
    /** In bit/s. */
    readonly maxUplinkBitrate: number;
    readonly consumersPerWorker: number;
    /** How long a transport that is to carry something may stay unconnected; 0: for ever. */
    readonly connectSeconds: number;
  };
  readonly rooms: {
    /** What a room's settings stay within. */
    readonly bounds: { readonly maxSpeakers: number; readonly maxViewers: number };
    readonly maxRooms: number;
    readonly graceSeconds: number;
    /** How long a peer outlives its socket. */
    readonly resumeGraceSeconds: number;
    /** How long rooms wait after a restart for those who were in them. */
    readonly handoverSeconds: number;
    /** The first wait of who was turned away in a lobby. */
    readonly lobbyDeniedSeconds: number;
    /** The settings of a room that nobody has chosen any for. */
    readonly defaults: RoomSettings;
  };
  /** How long calls may go on after the process was told to stop; 0 ends them at once. */
  readonly drainSeconds: number;
  /** The file for the next process, as absolute path; `null` for none. */
  readonly handoverFile: string | null;
  readonly hls: {
    /** Outputs at a time. */
    readonly max: number;
    /** Where to begin to look for free ports on loopback; even. */
    readonly port: number;
    readonly ffmpeg: string;
  };
  readonly iceServers: readonly IceServer[];
  /** Relays that every peer gets credentials of its own for; `null` without. */
  readonly turn: { readonly urls: readonly string[]; readonly secret: string; readonly ttlSeconds: number } | null;
  readonly whip: {
    readonly maxPublishers: number;
    readonly maxPlayers: number;
    /** How long a session may be without a connection. */
    readonly timeoutSeconds: number;
  };
  readonly access: 'open' | 'closed';
  readonly tokenKeys: readonly TokenKey[];
  readonly webhooks: {
    readonly urls: readonly string[];
    readonly key: string;
    readonly allowPrivate: boolean;
  };
  /** `null` keeps the admin API off. */
  readonly adminKey: string | null;
  readonly metricsToken: string | null;
  readonly limits: {
    readonly connectionsPerAddress: number;
    /** Multiplies every bound on a rate. */
    readonly rateFactor: number;
    readonly idleConnectionSeconds: number;
  };
  readonly log: { readonly level: z.infer<typeof environment>['LOG_LEVEL']; readonly format: 'json' | 'pretty' };
}

/** A setting that can't be used, in words for the operator. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the settings. Empty variables count as unset.
 * @throws {ConfigError} naming each variable that is wrong and why.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(`These settings can't be used:\n${faults.join('\n')}`);
  }
  const value = parsed.data;
  const network = networkFaults(value);
  if (network.length > 0) {
    throw new ConfigError(`These settings can't be used:\n${network.map((fault) => `  ${fault}`).join('\n')}`);
  }
  if (value.RTC_PORT + value.SFU_WORKERS - 1 > 65_535) {
    throw new ConfigError(`RTC_PORT ${value.RTC_PORT} leaves no ports for ${value.SFU_WORKERS} workers.`);
  }
  if (value.WEBHOOK_URLS.length > 0 && value.WEBHOOK_KEY === undefined) {
    throw new ConfigError('WEBHOOK_URLS needs WEBHOOK_KEY: without a signature nobody knows who calls them.');
  }
  return {
    http: { host: value.HOST, port: value.PORT },
    development: value.NODE_ENV === 'development',
    webOrigin: value.WEB_ORIGIN ?? null,
    publicUrl: value.PUBLIC_URL ?? null,
    allowedOrigins: value.ALLOWED_ORIGINS,
    embedOrigins: value.EMBED_ORIGINS,
    media: {
      workers: value.SFU_WORKERS,
      workerBin: value.MEDIASOUP_WORKER_BIN,
      basePort: value.RTC_PORT,
      listenIps: value.RTC_LISTEN_IP,
      announcedAddresses: value.SFU_ANNOUNCED_ADDRESS,
      maxUplinkBitrate: value.MAX_UPLINK_BITRATE,
      consumersPerWorker: value.CONSUMERS_PER_WORKER,
      connectSeconds: value.MEDIA_CONNECT_SECONDS,
    },
    rooms: {
      bounds: { maxSpeakers: value.MAX_PEERS_PER_ROOM, maxViewers: value.MAX_VIEWERS_PER_ROOM },
      maxRooms: value.MAX_ROOMS,
      graceSeconds: value.ROOM_GRACE_SECONDS,
      resumeGraceSeconds: value.RESUME_GRACE_SECONDS,
      handoverSeconds: value.HANDOVER_SECONDS,
      lobbyDeniedSeconds: value.LOBBY_DENIED_SECONDS,
      defaults: {
        kind: 'meeting',
        maxSpeakers: value.MAX_PEERS_PER_ROOM,
        maxViewers: value.MAX_VIEWERS_PER_ROOM,
        overflow: value.OVERFLOW,
        slowModeSeconds: 0,
        codec: value.VIDEO_CODEC,
        lastNVideo: value.LAST_N_VIDEO,
        loudestNAudio: value.LOUDEST_N_AUDIO,
        allAudioUpTo: value.ALL_AUDIO_UP_TO,
        lobby: value.LOBBY,
        locked: false,
        allowUnmute: true,
        allowCamera: true,
        allowScreen: true,
        allowChat: true,
      },
    },
    drainSeconds: value.DRAIN_SECONDS,
    handoverFile: value.HANDOVER_FILE === 'off' ? null : resolve(value.HANDOVER_FILE),
    hls: { max: value.HLS_MAX, port: value.HLS_PORT + (value.HLS_PORT % 2), ffmpeg: value.FFMPEG_PATH },
    iceServers: value.ICE_SERVERS,
    turn: value.TURN_SECRET === undefined || value.TURN_URLS.length === 0
      ? null
      : { urls: value.TURN_URLS, secret: value.TURN_SECRET, ttlSeconds: value.TURN_TTL_SECONDS },
    whip: {
      maxPublishers: value.MAX_WHIP_SESSIONS,
      maxPlayers: value.MAX_WHEP_SESSIONS,
      timeoutSeconds: value.WHIP_TIMEOUT_SECONDS,
    },
    access: value.ACCESS,
    tokenKeys: value.TOKEN_KEYS,
    webhooks: { urls: value.WEBHOOK_URLS, key: value.WEBHOOK_KEY ?? '', allowPrivate: value.WEBHOOK_ALLOW_PRIVATE },
    adminKey: value.ADMIN_KEY ?? null,
    metricsToken: value.METRICS_TOKEN ?? null,
    limits: {
      connectionsPerAddress: value.MAX_CONNECTIONS_PER_ADDRESS,
      rateFactor: value.RATE_LIMIT_FACTOR,
      idleConnectionSeconds: value.IDLE_CONNECTION_SECONDS,
    },
    log: { level: value.LOG_LEVEL, format: value.LOG_FORMAT },
  };
}
