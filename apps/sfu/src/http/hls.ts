import { CallError, roomIdSchema } from '@plenary/protocol';
import express, { type Response, type Router } from 'express';
import type { HlsOutputs } from '../media/hls/outputs.ts';

const PLAYLIST = 'index.m3u8';

/**
 * `GET /hls/<roomId>/index.m3u8` and the files that it names; 404 while the room is not sent out. Only files that
 * the output knows by name are given out, so a path can't lead anywhere else.
 * @param origins pages of other origins that may play it
 */
export function hlsRoutes(outputs: HlsOutputs, origins: readonly string[]): Router {
  const router = express.Router();
  router.use((request, response, next) => {
    const { origin } = request.headers;
    response.vary('origin').set({ 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'cross-origin' });
    if (origin !== undefined && origins.includes(origin)) {
      response.set({ 'access-control-allow-origin': origin, 'access-control-expose-headers': 'x-server-time' });
    }
    next();
  });
  router.get('/:roomId/:file', (request, response, next) => {
    const { file } = request.params;
    const roomId = roomIdSchema.safeParse(request.params.roomId);
    const output = roomId.success ? outputs.get(roomId.data) : null;
    if (output !== null && file === PLAYLIST) {
      const { playlist } = output;
      if (playlist === null) {
        notFound(response);
      } else {
        // Players tell their delay by this clock: their own may be wrong.
        response.set({ 'cache-control': 'no-cache', 'x-server-time': String(Date.now()) });
        response.type('application/vnd.apple.mpegurl').send(playlist);
      }
    } else if (output?.has(file) === true) {
      // A segment never changes under its name; it is of no use after its window.
      const headers = { 'cache-control': 'public, max-age=60, immutable', 'content-type': 'video/mp4' };
      response.sendFile(file, { root: output.folder, cacheControl: false, lastModified: false, headers }, (error) => {
        // It may have left the window in this very moment.
        if (error !== undefined && !response.headersSent) {
          notFound(response);
        } else if (error !== undefined && !response.destroyed) {
          next(error);
        }
      });
    } else {
      notFound(response);
    }
  });
  router.use((_request, response) => notFound(response));
  return router;
}

function notFound(response: Response): void {
  response.status(404).set('cache-control', 'no-cache').json(new CallError('NOT_FOUND', 'There is no such stream.').toWire());
}
