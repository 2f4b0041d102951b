import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

export interface PageHeadersOptions {
  /** The address that people open, when it is known. */
  readonly publicUrl: string | null;
  /** Sites that may show the embedded player; `*` for all. */
  readonly embedOrigins: readonly string[];
  /** React compiles code in the browser while the web app is being developed. */
  readonly development: boolean;
}

/** The embedded player of one room, and nothing else: pages with controls of a meeting are not for frames. */
const EMBED = /^\/embed\/[^/]+\/?$/u;
/** A host as it may stand in a policy. */
const HOST = /^[\w.-]+(?::\d+)?$|^\[[\da-f:.]+\](?::\d+)?$/iu;

/** Devices are for the page itself, and in a frame only as far as the site around it lends them. */
const PERMISSIONS = [
  'camera', 'microphone', 'display-capture', 'speaker-selection', 'screen-wake-lock', 'autoplay', 'picture-in-picture', 'fullscreen',
].map((feature) => `${feature}=(self)`).join(', ');

/**
 * What browsers hold pages to. Scripts run only with the nonce of their own response: Next.js reads it from the policy
 * in the request's headers, which is why the policy is made here, and gives it to every script that it writes. The
 * embedded player may be shown by the sites that are named, any other page by none but this server's own.
 */
export function pageHeaders({ publicUrl, embedOrigins, development }: PageHeadersOptions): RequestHandler[] {
  const embedders = embedOrigins.includes('*') ? '*' : ["'self'", ...embedOrigins].join(' ');
  const policy = helmet.contentSecurityPolicy({
    useDefaults: false,
    directives: {
      'default-src': ["'self'"],
      'script-src': [
        (_request, response) => `'nonce-${nonceOf(response)}'`,
        "'strict-dynamic'",
        ...(development ? ["'unsafe-eval'"] : []),
      ],
      // Sizes and places of tiles are style attributes.
      'style-src': ["'self'", "'unsafe-inline'"],
      'img-src': ["'self'", 'data:', 'blob:'],
      'font-src': ["'self'"],
      'media-src': ["'self'", 'blob:'],
      'worker-src': ["'self'", 'blob:'],
      // Not every browser takes a page's WebSocket to its own server for 'self'.
      'connect-src': ["'self'", (request) => socketOrigin(request, publicUrl)],
      'object-src': ["'none'"],
      'base-uri': ["'none'"],
      'form-action': ["'self'"],
      'frame-ancestors': [(request) => (isEmbed(request) ? embedders : "'self'")],
    },
  });
  return [
    policy,
    (request, response, next) => {
      response.setHeader('permissions-policy', PERMISSIONS);
      if (!isEmbed(request)) {
        response.setHeader('cross-origin-opener-policy', 'same-origin');
      }
      request.headers['content-security-policy'] = String(response.getHeader('content-security-policy'));
      request.headers['x-nonce'] = nonceOf(response);
      next();
    },
  ];
}

const nonces = new WeakMap<ServerResponse, string>();

function nonceOf(response: ServerResponse): string {
  const nonce = nonces.get(response) ?? randomBytes(16).toString('base64');
  nonces.set(response, nonce);
  return nonce;
}

function isEmbed(request: IncomingMessage): boolean {
  return EMBED.test((request.url ?? '').split('?', 1)[0] ?? '');
}

function socketOrigin(request: IncomingMessage, publicUrl: string | null): string {
  if (publicUrl !== null) {
    return publicUrl.replace(/^http/u, 'ws');
  }
  const host = request.headers.host ?? '';
  return HOST.test(host) ? `ws://${host} wss://${host}` : '';
}
