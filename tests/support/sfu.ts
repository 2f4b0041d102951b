import { createSfu, type Sfu } from '../../apps/sfu/src/server.ts';
import type { Logger } from '../../apps/sfu/src/logger.ts';
import { readConfig, type Config } from '../../apps/sfu/src/config.ts';

type RoomsPart = Partial<Omit<Config['rooms'], 'defaults'>> & { readonly defaults?: Partial<Config['rooms']['defaults']> };
export type ConfigParts = Omit<Parts, 'rooms'> & { readonly rooms?: RoomsPart };
type Parts = { [K in keyof Config]?: Config[K] extends readonly unknown[] ? Config[K] : Config[K] extends object ? Partial<Config[K]> : Config[K] };

/**
 * A configuration for tests: free ports, two workers, rooms that go with their last peer, and transports that may stay
 * unconnected, as those of clients without media do.
 */
export function testConfig(parts: ConfigParts = {}): Config {
  const base = readConfig({
    HOST: '127.0.0.1',
    SFU_WORKERS: '2',
    ROOM_GRACE_SECONDS: '0',
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
    MEDIASOUP_WORKER_BIN: process.env.MEDIASOUP_WORKER_BIN,
  });
  return {
    ...base,
    ...parts,
    http: { host: '127.0.0.1', port: 0, ...parts.http },
    media: { ...base.media, basePort: 0, listenIps: ['127.0.0.1'], connectSeconds: 0, ...parts.media },
    rooms: { ...base.rooms, ...parts.rooms, defaults: { ...base.rooms.defaults, ...parts.rooms?.defaults } },
    hls: { ...base.hls, ...parts.hls },
    webhooks: { ...base.webhooks, ...parts.webhooks },
    whip: { ...base.whip, ...parts.whip },
    limits: { ...base.limits, ...parts.limits },
    log: { ...base.log, ...parts.log },
  };
}

/** A real SFU with real workers on free ports. The caller closes it. */
export async function startSfu(parts: ConfigParts = {}, overrides: { logger?: Logger } = {}): Promise<Sfu> {
  return await createSfu(testConfig(parts), overrides);
}

/** Nothing is left of any call. */
export const NOTHING = { routers: 0, transports: 0, producers: 0, consumers: 0, rooms: 0, peers: 0, connections: 0 };
