import { Agent, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { RequestHandler } from 'express';
import { createProxyMiddleware } from 'http-proxy-middleware';
import type { Logger } from '../logger.ts';

const ASIDE = 'The pages of this server are not up at the moment. Please try again shortly.\n';

/** Hands pages on to the Next.js server, so that page, API and signaling share one origin. */
export function webProxy(webOrigin: string | null, server: Server, logger: Logger): RequestHandler {
  if (webOrigin === null) {
    return (_request, response) => {
      response.status(404).json({ code: 'NOT_FOUND', message: 'This server has no web app configured (WEB_ORIGIN).' });
    };
  }
  const proxy = createProxyMiddleware<IncomingMessage>({
    target: webOrigin,
    xfwd: true,
    // Next.js ends idle connections: a request that is just being sent on one of them would be lost.
    agent: new Agent({ keepAlive: false }),
    on: {
      error(error, _request, response) {
        logger.warn({ err: error }, 'web app not reachable');
        if ('writeHead' in response && !response.headersSent) {
          response.writeHead(502, { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '2' }).end(ASIDE);
        } else {
          response.destroy();
        }
      },
    },
  });
  // Next.js reloads pages in development over a WebSocket of its own.
  server.on('upgrade', (request, socket, head) => {
    if (!request.url?.startsWith('/socket.io/')) {
      void proxy.upgrade(request, socket as Socket, head);
    }
  });
  return proxy as unknown as RequestHandler;
}
