import type { RequestHandler } from 'express';

/** The embedded player of one room, and nothing else: pages with controls of a meeting are not for frames. */
const EMBED = /^\/embed\/[^/]+\/?$/u;

/**
 * Says which sites may show a page in a frame: the embedded player those in `origins`, any other page none but
 * this server's own.
 * @param origins `*` among them stands for every site
 */
export function framing(origins: readonly string[]): RequestHandler {
  const own = "frame-ancestors 'self'";
  const embed = origins.includes('*') ? 'frame-ancestors *' : [own, ...origins].join(' ');
  return (request, response, next) => {
    response.setHeader('content-security-policy', EMBED.test(request.path) ? embed : own);
    next();
  };
}
