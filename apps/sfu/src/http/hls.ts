import { CallError, hlsPath, roomIdSchema, type RoomId } from '@plenary/protocol';
import express, { type Request, type Response, type Router } from 'express';
import { bearerToken } from '../access/bearer.ts';
import { clientAddress } from '../access/client-address.ts';
import type { Entrance, Entrant } from '../access/entrance.ts';
import { Tickets } from '../access/tickets.ts';
import type { HlsOutputs } from '../media/hls/outputs.ts';
import { hlsLimit } from './limits.ts';

const PLAYLIST = 'index.m3u8';

export interface HlsRoutesOptions {
  readonly outputs: HlsOutputs;
  readonly entrance: Entrance;
  /** Pages of other origins that may play it. */
  readonly origins: readonly string[];
  /** Multiplies the bound on requests of one address. */
  readonly rateFactor: number;
}

/**
 * `GET /hls/<roomId>/index.m3u8` and the files that it names; 404 while the room is not sent out. Only files that
 * the output knows by name are given out, so a path can't lead anywhere else.
 *
 * A closed deployment asks for a token, or for a ticket in the address: `POST /hls/<roomId>/ticket` gives one for a
 * token, and the playlist hands it on to the files that it names.
 *
 * An address that asks too often is answered 429 with `Retry-After`.
 */
export function hlsRoutes({ outputs, entrance, origins, rateFactor }: HlsRoutesOptions): Router {
  const tickets = new Tickets(entrance.tokens.revocations);
  const ticketOf = (roomId: RoomId, { token }: Entrant): string | null => token && tickets.give(roomId, token);
  const router = express.Router();
  router.use((request, response, next) => {
    const { origin } = request.headers;
    response.vary('origin').set({ 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'cross-origin' });
    if (origin !== undefined && origins.includes(origin)) {
      response.set({ 'access-control-allow-origin': origin, 'access-control-expose-headers': 'x-server-time, retry-after' });
    }
    next();
  });
  router.use(hlsLimit(rateFactor));
  router.post('/:roomId/ticket', async (request, response) => {
    const roomId = roomOf(request);
    const entrant = roomId === null ? null : await admitted(entrance, roomId, request, response);
    if (roomId !== null && entrant !== null) {
      const ticket = ticketOf(roomId, entrant);
      response.status(201).set('cache-control', 'no-store');
      response.json({ url: `${hlsPath(roomId)}${ticket === null ? '' : `?ticket=${ticket}`}` });
    } else if (roomId === null) {
      notFound(response);
    }
  });
  router.get('/:roomId/:file', async (request, response, next) => {
    const { file } = request.params;
    const roomId = roomOf(request);
    const { ticket } = request.query;
    // Handed on only when it is one of ours: anything else would be written into the playlist by whoever made the link.
    let handedOn = roomId !== null && typeof ticket === 'string' && tickets.isGood(ticket, roomId) ? ticket : null;
    if (roomId !== null && entrance.isClosed && handedOn === null) {
      const entrant = await admitted(entrance, roomId, request, response);
      if (entrant === null) {
        return;
      }
      handedOn = ticketOf(roomId, entrant);
    }
    const output = roomId === null ? null : outputs.get(roomId);
    if (output !== null && file === PLAYLIST) {
      const { playlist } = output;
      if (playlist === null) {
        notFound(response);
      } else {
        // Players tell their delay by this clock: their own may be wrong.
        response.set({ 'cache-control': 'no-cache', 'x-server-time': String(Date.now()) });
        response.type('application/vnd.apple.mpegurl').send(handedOn === null ? playlist : withTicket(playlist, handedOn));
      }
    } else if (output?.has(file) === true) {
      // A segment never changes under its name; it is of no use after its window.
      const cached = `${entrance.isClosed ? 'private' : 'public'}, max-age=60, immutable`;
      const headers = { 'cache-control': cached, 'content-type': 'video/mp4' };
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

function roomOf(request: Request): RoomId | null {
  return roomIdSchema.safeParse(request.params['roomId']).data ?? null;
}

/** @returns `null` when it answered that it lets nobody in with that */
async function admitted(entrance: Entrance, roomId: RoomId, request: Request, response: Response): Promise<Entrant | null> {
  try {
    const token = bearerToken(request.headers.authorization);
    return await entrance.admit({ roomId, token, address: clientAddress(request), right: 'subscribe' });
  } catch (error) {
    if (!(error instanceof CallError)) {
      throw error;
    }
    const status = error.code === 'RATE_LIMITED' ? 429 : error.code === 'FORBIDDEN' ? 403 : 401;
    if (status === 401) {
      response.set('www-authenticate', 'Bearer');
    }
    response.status(status).set('cache-control', 'no-store').json(error.toWire());
    return null;
  }
}

/** Every address that the playlist names, with the ticket. */
function withTicket(playlist: string, ticket: string): string {
  return playlist.replace(/^[^#\r\n]+$/gmu, `$&?ticket=${ticket}`).replace(/URI="([^"]+)"/gu, `URI="$1?ticket=${ticket}"`);
}

function notFound(response: Response): void {
  response.status(404).set('cache-control', 'no-cache').json(new CallError('NOT_FOUND', 'There is no such stream.').toWire());
}
