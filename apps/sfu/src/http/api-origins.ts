import { CallError } from '@plenary/protocol';
import type { RequestHandler } from 'express';
import { isAllowedOrigin } from '../access/origin.ts';
import type { Config } from '../config.ts';

/**
 * Which pages may use the HTTP API: this server's own, and those of origins that the operator allowed. Browsers say
 * where a request comes from whenever it could change anything; programs that are not browsers say nothing, and pass.
 */
export function apiOrigins(config: Pick<Config, 'publicUrl' | 'allowedOrigins'>): RequestHandler {
  return (request, response, next) => {
    const { origin } = request.headers;
    response.vary('origin');
    if (!isAllowedOrigin(request, config)) {
      response.status(403).json(new CallError('FORBIDDEN', 'Pages of this origin may not use this server.').toWire());
      return;
    }
    if (origin !== undefined && config.allowedOrigins.includes(origin)) {
      response.setHeader('access-control-allow-origin', origin);
    }
    if (request.method === 'OPTIONS') {
      response.set({
        'access-control-allow-methods': 'GET, POST, PUT, DELETE',
        'access-control-allow-headers': 'authorization, content-type',
        'access-control-max-age': '600',
      });
      response.status(204).end();
      return;
    }
    next();
  };
}
