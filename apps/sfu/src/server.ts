import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PROTOCOL_VERSION, type RoomId, type ServerConfig } from '@plenary/protocol';
import { Entrance } from './access/entrance.ts';
import { iceServersFor } from './access/ice-servers.ts';
import { signingKeys } from './access/keys.ts';
import { Tokens } from './access/tokens.ts';
import type { Config } from './config.ts';
import { Drain } from './drain.ts';
import { HandoverFile } from './handover/file.ts';
import { HandoverKeeper } from './handover/keeper.ts';
import { adminApi } from './http/admin/index.ts';
import { createHttpApp } from './http/app.ts';
import { farewell } from './http/farewell.ts';
import { hlsRoutes } from './http/hls.ts';
import { metricsHandler } from './http/metrics.ts';
import { tokenRoutes } from './http/tokens.ts';
import { webProxy } from './http/web-proxy.ts';
import { whipAndWhep } from './http/whip/index.ts';
import { Sessions } from './http/whip/sessions.ts';
import { createLogger, type Logger } from './logger.ts';
import { checkAnnouncedNames } from './media/announced-names.ts';
import type { Census } from './media/census.ts';
import { routerRtpCapabilities } from './media/codecs.ts';
import { HlsOutputs } from './media/hls/outputs.ts';
import { roomMediaFactory } from './media/media-room.ts';
import { MediaTotals } from './media/totals.ts';
import { assertMediasoupVersion } from './media/version.ts';
import { WorkerPool } from './media/worker-pool.ts';
import { RoomRegistry } from './rooms/registry.ts';
import { SignalingLimits } from './signaling/limits/index.ts';
import { SignalingServer } from './signaling/server.ts';
import { Webhooks } from './webhooks/webhooks.ts';

/** Who connects and does not ask, or asks without an end, holds a connection no longer than this, in milliseconds. */
const HTTP_TIMEOUTS = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 2_000 };

export interface Sfu {
  /** Where it listens, with the port that it really has. */
  readonly url: string;
  /** What is alive over all workers. */
  census(): Census & { rooms: number; peers: number; connections: number };
  /** Process ids of the media workers. */
  workerPids(): number[];
  /** Process ids of the HLS encoders. */
  encoderPids(): number[];
  /** Its way to an orderly end. */
  readonly drain: Drain;
  /** Ends every call and releases everything, at once; idempotent. */
  close(): Promise<void>;
}

/** The composition root: makes every part, joins them, and undoes it in the reverse order. */
export async function createSfu(config: Config, overrides: { logger?: Logger } = {}): Promise<Sfu> {
  assertMediasoupVersion();
  const logger = overrides.logger ?? createLogger(config.log);
  const pool = await WorkerPool.start(config.media, logger);
  void checkAnnouncedNames(config.media.announcedAddresses, logger);
  try {
    return await assemble(config, pool, logger);
  } catch (error) {
    await pool.close();
    throw error;
  }
}

async function assemble(config: Config, pool: WorkerPool, logger: Logger): Promise<Sfu> {
  const iceServers = iceServersFor(config);
  const totals = new MediaTotals();
  const hls = new HlsOutputs(config.hls);
  // The listener stands before socket.io attaches: it then sees only what is not socket.io's.
  const http = createServer(HTTP_TIMEOUTS, (request, response) => app(request, response));
  const limits = new SignalingLimits(config.limits, logger);
  const signaling = new SignalingServer(http, config, limits);
  const webhooks = new Webhooks({ config: config.webhooks, logger });
  const handoverFile = config.handoverFile === null ? null : new HandoverFile(config.handoverFile, logger);
  const handover = (await handoverFile?.read()) ?? null;
  const rooms = new RoomRegistry({
    config: config.rooms,
    createMedia: roomMediaFactory({ config: config.media, pool, totals, hls, logger }),
    openChannel: signaling.openChannel,
    iceServersFor: iceServers,
    state: webhooks.state,
    handover,
    logger,
  });
  const tokens = new Tokens(signingKeys(config.tokenKeys));
  tokens.revocations.restore(handover?.revoked ?? []);
  const keeper = handoverFile === null
    ? null
    : new HandoverKeeper(handoverFile, () => ({ ...rooms.handover, revoked: tokens.revocations.all }));
  const drain = new Drain({
    peers: () => rooms.peerCount,
    announce: (endsAt) => {
      hls.setTaking(endsAt === null);
      rooms.setStop(endsAt);
    },
    end: async () => {
      const handedOver = keeper?.close();
      rooms.close('shutdown');
      await Promise.all([handedOver, signaling.close(), hls.close(), webhooks.close()]);
      http.closeAllConnections();
      await pool.close();
    },
    logger,
  });
  const isOpen = (roomId: RoomId): boolean => rooms.knows(roomId);
  const entrance = new Entrance({ access: config.access, tokens, isOpen });
  const sessions = new Sessions(config.whip);
  const forClients = serverConfig(config);
  const { rtpCapabilities } = forClients;
  const app = createHttpApp({
    serverConfig: forClients,
    ready: () => pool.complete && drain.state.phase === 'running',
    metrics: metricsHandler({
      pool, totals, hls, rooms, drain, connections: () => signaling.connections, sessions, webhooks, limits,
      token: config.metricsToken,
    }),
    admin: config.adminKey === null ? null : adminApi({ key: config.adminKey, pool, rooms, drain }),
    hls: hlsRoutes({
      outputs: hls,
      entrance,
      origins: [config.publicUrl ?? [], config.allowedOrigins].flat(),
      rateFactor: config.limits.rateFactor,
    }),
    farewell: farewell(rooms),
    tokens: config.adminKey === null ? null : tokenRoutes(config.adminKey, tokens, (jti) => rooms.revoke(jti)),
    whip: whipAndWhep({
      rooms, sessions, entrance, rtpCapabilities, iceServersFor: iceServers, rateFactor: config.limits.rateFactor, logger,
    }),
    web: webProxy(config.webOrigin, http, logger),
    config,
    logger,
  });
  signaling.listen(rooms, entrance, logger);
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(config.http.port, config.http.host, resolve);
  });
  keeper?.start();
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://${/^(?:0\.0\.0\.0|::)$/u.test(config.http.host) ? 'localhost' : config.http.host}:${port}`,
    census: () => {
      const sum = { routers: 0, transports: 0, producers: 0, consumers: 0 };
      for (const { counts } of pool.all) {
        (Object.keys(sum) as (keyof Census)[]).forEach((kind) => (sum[kind] += counts[kind]));
      }
      return { ...sum, rooms: rooms.roomCount, peers: rooms.peerCount, connections: signaling.connections };
    },
    workerPids: () => pool.all.map(({ worker }) => worker.pid),
    encoderPids: () => hls.encoderPids,
    drain,
    close: () => drain.stop(),
  };
}

/** What a page needs to know of this deployment before anyone joins. */
function serverConfig(config: Config): ServerConfig {
  return {
    protocol: PROTOCOL_VERSION,
    rtpCapabilities: routerRtpCapabilities() as ServerConfig['rtpCapabilities'],
    tokenRequired: config.access === 'closed',
    maxPeersPerRoom: config.rooms.bounds.maxSpeakers,
    bitrates: { camera: 2_500_000, screen: 2_500_000, mic: 40_000, screenAudio: 128_000 },
  };
}
