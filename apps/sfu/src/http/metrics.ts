import type { Request, RequestHandler } from 'express';
import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import type { Drain } from '../drain.ts';
import type { HlsOutputs } from '../media/hls/outputs.ts';
import type { MediaTotals } from '../media/totals.ts';
import type { WorkerPool } from '../media/worker-pool.ts';
import type { RoomRegistry } from '../rooms/registry.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';
import { bears } from './admin/key.ts';
import type { Sessions } from './whip/sessions.ts';

export interface MetricsOptions {
  readonly pool: WorkerPool;
  readonly totals: MediaTotals;
  readonly hls: HlsOutputs;
  readonly rooms: RoomRegistry;
  readonly drain: Pick<Drain, 'state'>;
  readonly connections: () => number;
  readonly sessions: Pick<Sessions, 'count'>;
  readonly webhooks: Pick<Webhooks, 'counts'>;
  /** How often each limit of signaling was applied. */
  readonly limits: { readonly counts: Readonly<Record<string, number>> };
  readonly token: string | null;
}

/** How long a scrape waits for workers, in milliseconds: one that hangs must not take the metrics with it. */
const SCRAPE_TIMEOUT_MS = 1_500;
/**
 * How often the event loop is timed, in milliseconds, whether or not anyone asks. A hold-up that lasts longer is
 * always seen. prom-client's own 10 wake an idle process a hundred times a second.
 */
const EVENT_LOOP_PRECISION_MS = 200;

/** `GET /metrics` for Prometheus. All figures are read when they are asked for. */
export function metricsHandler(options: MetricsOptions): RequestHandler {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: EVENT_LOOP_PRECISION_MS });
  addServerGauges(registry, options);
  addWorkerMetrics(registry, options);
  addHlsMetrics(registry, options);
  addWebhookMetrics(registry, options);
  addLimitMetrics(registry, options);
  return async (request, response) => {
    if (!mayScrape(request, options.token)) {
      response.status(403).json({ code: 'FORBIDDEN', message: 'Metrics need a token (METRICS_TOKEN) from here.' });
      return;
    }
    response.set('content-type', registry.contentType).send(await registry.metrics());
  };
}

function addServerGauges(registry: Registry, { rooms, drain, connections, sessions }: MetricsOptions): void {
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({ name, help, registers: [registry], collect() { this.set(read()); } });
  };
  gauge('plenary_rooms', 'Rooms that are open, empty ones within their grace period included', () => rooms.roomCount);
  gauge('plenary_peers', 'Participants in rooms', () => rooms.peerCount);
  gauge('plenary_peers_absent', 'Participants whose connection is lost, and who may come back', () => rooms.absentCount);
  gauge('plenary_draining', '1 while the server takes nothing new, as it is about to stop', () => Number(drain.state.phase !== 'running'));
  new Counter({
    name: 'plenary_resumes_total',
    help: 'Lost connections that were taken up again',
    registers: [registry],
    collect() {
      this.reset();
      this.inc(rooms.resumedCount);
    },
  });
  gauge('plenary_connections', 'Open signaling sockets', connections);
  new Gauge({
    name: 'plenary_http_sessions',
    help: 'Encoders (whip) and players (whep), those being set up included',
    labelNames: ['kind'],
    registers: [registry],
    collect() {
      (['whip', 'whep'] as const).forEach((kind) => this.set({ kind }, sessions.count(kind)));
    },
  });
}

function addWorkerMetrics(registry: Registry, { pool, totals }: MetricsOptions): void {
  const registers = [registry];
  new Gauge({ name: 'plenary_workers', help: 'Media workers that run', registers, collect() { this.set(pool.all.length); } });
  for (const kind of ['routers', 'transports', 'producers', 'consumers'] as const) {
    new Gauge({
      name: `plenary_${kind}`,
      help: `mediasoup ${kind} alive, by worker`,
      labelNames: ['worker'],
      registers,
      collect() {
        this.reset();
        pool.all.forEach(({ index, counts }) => this.set({ worker: index }, counts[kind]));
      },
    });
  }
  new Gauge({
    name: 'plenary_worker_cpu_seconds_total',
    help: 'CPU time of a worker since its start, user and system',
    labelNames: ['worker'],
    registers,
    async collect() {
      this.reset();
      await Promise.all(pool.all.map(async ({ index, worker }) => {
        const usage = await within(worker.getResourceUsage());
        if (usage !== null) {
          this.set({ worker: index }, (usage.ru_utime + usage.ru_stime) / 1_000);
        }
      }));
    },
  });
  new Counter({
    name: 'plenary_transports_unconnected_total',
    help: 'Transports that were closed because their client did not connect them in time',
    registers,
    collect() {
      this.reset();
      this.inc(totals.unconnected);
    },
  });
  new Counter({
    name: 'plenary_media_bytes_total',
    help: 'Bytes over all WebRTC transports',
    labelNames: ['direction'],
    registers,
    async collect() {
      const { received, sent } = await totals.read(SCRAPE_TIMEOUT_MS);
      this.reset();
      this.inc({ direction: 'received' }, received);
      this.inc({ direction: 'sent' }, sent);
    },
  });
}

function addHlsMetrics(registry: Registry, { hls }: MetricsOptions): void {
  const registers = [registry];
  new Gauge({
    name: 'plenary_hls_outputs',
    help: 'Rooms that are sent out as HLS, by status',
    labelNames: ['status'],
    registers,
    collect() {
      hls.counts.forEach((count, status) => this.set({ status }, count));
    },
  });
  new Counter({
    name: 'plenary_hls_restarts_total',
    help: 'HLS encoders that ended by themselves and were started again',
    registers,
    collect() {
      this.reset();
      this.inc(hls.restarts);
    },
  });
}

function addWebhookMetrics(registry: Registry, { webhooks }: MetricsOptions): void {
  new Counter({
    name: 'plenary_webhooks_total',
    help: 'Webhook messages: taken by their receiver (delivered), given up (failed), never sent as too many waited (dropped)',
    labelNames: ['outcome'],
    registers: [registry],
    collect() {
      this.reset();
      Object.entries(webhooks.counts).forEach(([outcome, count]) => this.inc({ outcome }, count));
    },
  });
}

function addLimitMetrics(registry: Registry, { limits }: MetricsOptions): void {
  new Counter({
    name: 'plenary_connections_limited_total',
    help: 'Signaling sockets that were not let in (tooMany, tooFast) or were ended (flood, slowReader, idle)',
    labelNames: ['reason'],
    registers: [registry],
    collect() {
      this.reset();
      Object.entries(limits.counts).forEach(([reason, count]) => this.inc({ reason }, count));
    },
  });
}

async function within<T>(promise: Promise<T>): Promise<T | null> {
  const timeout = new Promise<null>((resolve) => setTimeout(resolve, SCRAPE_TIMEOUT_MS, null).unref());
  return await Promise.race([promise.catch(() => null), timeout]);
}

/** With a token: whoever has it. Without: only direct requests from this machine, not those that a proxy passes on. */
function mayScrape(request: Request, token: string | null): boolean {
  if (token !== null) {
    return bears(request.headers.authorization, token);
  }
  const proxied = request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined;
  return !proxied && ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.socket.remoteAddress ?? '');
}
