import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { ServerConfig } from '@plenary/protocol';
import type { Config } from '../config.ts';
import type { Logger } from '../logger.ts';
import { apiOrigins } from './api-origins.ts';
import { commonHeaders } from './common-headers.ts';
import { jsonBody } from './input.ts';
import { httpLimits } from './limits.ts';
import { pageHeaders } from './page-headers.ts';

export interface HttpAppOptions {
  readonly serverConfig: ServerConfig;
  /** Whether new work can be taken. */
  readonly ready: () => boolean;
  readonly metrics: RequestHandler;
  /** `/api/v1/admin`; `null` keeps it off. */
  readonly admin: RequestHandler | null;
  /** `/hls`: playlists and segments. */
  readonly hls: RequestHandler;
  /** `POST /api/v1/leave`. */
  readonly farewell: RequestHandler;
  /** `/api/v1/tokens`; `null` without an admin key. */
  readonly tokens: RequestHandler | null;
  /** `/whip` and `/whep`. */
  readonly whip: RequestHandler;
  /** The web app, for every path that is not the API's. */
  readonly web: RequestHandler;
  readonly config: Pick<Config, 'publicUrl' | 'allowedOrigins' | 'embedOrigins' | 'development' | 'limits'>;
  readonly logger: Logger;
}

/** Everything that this server answers over plain HTTP. */
export function createHttpApp(options: HttpAppOptions): Express {
  const app = express();
  const { config } = options;
  const limits = httpLimits(config.limits.rateFactor);
  app.disable('x-powered-by');
  app.set('etag', false);
  // A proxy on this machine is believed when it says for whom it asks: limits by address need that.
  app.set('trust proxy', 'loopback');

  app.use(commonHeaders(config.publicUrl));
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  app.get('/readyz', (_request, response) => {
    const ready = options.ready();
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'unavailable' });
  });
  app.get('/metrics', options.metrics);

  const api = express.Router();
  api.post('/leave', limits.farewells, apiOrigins(config), jsonBody, options.farewell);
  api.use(limits.api, apiOrigins(config));
  api.get('/config', (_request, response) => {
    response.set('cache-control', 'no-cache').json(options.serverConfig);
  });
  if (options.admin !== null) {
    api.use('/admin', options.admin);
  }
  if (options.tokens !== null) {
    api.use('/tokens', options.tokens);
  }
  api.use((_request, response) => {
    response.status(404).json({ code: 'NOT_FOUND', message: 'There is no such resource.' });
  });
  app.use('/api/v1', api);
  app.use('/hls', options.hls);
  app.use(options.whip);

  // Next.js answers a path that can't be decoded with an internal error.
  app.use((request, response, next) => {
    if (isDecodable(request.path)) {
      next();
    } else {
      response.status(400).json({ code: 'BAD_REQUEST', message: 'The address can’t be read.' });
    }
  });
  app.use(limits.pages, pageHeaders(config), options.web);

  const failed: ErrorRequestHandler = (error: { status?: number }, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const status = error.status !== undefined && error.status >= 400 && error.status < 500 ? error.status : 500;
    if (status === 500) {
      options.logger.error({ err: error, path: request.path }, 'HTTP request failed');
    }
    const code = status === 500 ? 'INTERNAL' : 'BAD_REQUEST';
    response.status(status).json({ code, message: status === 500 ? 'Something failed on the server.' : 'Bad request.' });
  };
  app.use(failed);
  return app;
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
