import type { IncomingMessage } from 'node:http';
import type { Config } from '../config.ts';

/**
 * Whether a page may open a socket here. CORS does not protect WebSockets, so the Origin header is looked at:
 * it must be this server's own, under the name by which it was called, or one that the operator allowed.
 * Programs that are not browsers send none.
 */
export function isAllowedOrigin(
  request: Pick<IncomingMessage, 'headers'>,
  config: Pick<Config, 'publicUrl' | 'allowedOrigins'>,
): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) {
    return true;
  }
  if (origin === config.publicUrl || config.allowedOrigins.includes(origin)) {
    return true;
  }
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase();
}
