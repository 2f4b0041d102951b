import { CallError, roomIdSchema, type RoomId, type RtpCapabilities } from '@plenary/protocol';
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { bearerToken } from '../../access/bearer.ts';
import { clientAddress } from '../../access/client-address.ts';
import type { Entrance, Entrant } from '../../access/entrance.ts';
import type { Logger } from '../../logger.ts';
import type { IceServersFor } from '../../rooms/ports.ts';
import type { RoomRegistry } from '../../rooms/registry.ts';
import { FRAGMENT, SDP, crossOrigin, iceServerLinks, options } from './headers.ts';
import { rateLimits } from './limits.ts';
import { patch } from './patch.ts';
import { Problem, answerProblems } from './problem.ts';
import type { SessionKind } from './session.ts';
import type { Sessions } from './sessions.ts';
import { start } from './start.ts';

export interface WhipOptions {
  readonly rooms: RoomRegistry;
  readonly sessions: Sessions;
  readonly entrance: Entrance;
  readonly rtpCapabilities: RtpCapabilities;
  readonly iceServersFor: IceServersFor;
  /** Multiplies the bounds on how often an address may ask. */
  readonly rateFactor: number;
  readonly logger: Logger;
}

/** An offer of a browser has some 7 kB, with every codec that there is. */
const SDP_LIMIT = '64kb';

/**
 * `/whip/<room>` for encoders (RFC 9725) and `/whep/<room>` for players (draft-ietf-wish-whep). A session is
 * `/<kind>/<room>/<id>`; its id is a secret, and is all that is asked of those who change or end it.
 */
export function whipAndWhep(settings: WhipOptions): Router {
  const router = express.Router();
  const limits = rateLimits(settings.rateFactor);
  for (const kind of ['whip', 'whep'] as const) {
    const routes = express.Router({ mergeParams: true });
    routes.use(crossOrigin);
    routes.route('/:roomId')
      .options(options('POST, GET, HEAD, OPTIONS', { 'accept-post': SDP }))
      .post(limits.start, body(SDP), create(settings, kind))
      .get(nothing)
      .all(refuse('POST, GET, HEAD, OPTIONS'));
    routes.route('/:roomId/:sessionId')
      .options(options('PATCH, DELETE, GET, HEAD, OPTIONS', { 'accept-patch': FRAGMENT }))
      .patch(limits.change, body(FRAGMENT), async (request: Request, response: Response) => {
        await patch(sessionOf(settings, kind, request), request, response);
      })
      .delete(limits.change, (request, response) => {
        sessionOf(settings, kind, request).close();
        response.status(200).end();
      })
      .get((request, response, next) => {
        sessionOf(settings, kind, request);
        nothing(request, response, next);
      })
      .all(refuse('PATCH, DELETE, GET, HEAD, OPTIONS'));
    routes.use(answerProblems(settings.logger));
    router.use(`/${kind}`, routes);
  }
  return router;
}

/** These resources have no representation (RFC 9725, section 4.1). */
const nothing: RequestHandler = (_request, response) => void response.status(204).end();

function refuse(allow: string): RequestHandler {
  return () => {
    throw new Problem(405, 'This resource does not know that method.', { allow });
  };
}

/** Takes a body of one type, in one piece of bounded size. */
function body(type: string): RequestHandler[] {
  return [
    (request, _response, next) => {
      if (request.is(type) === false) {
        throw new Problem(415, `The content type has to be ${type}.`, { 'accept-post': SDP, 'accept-patch': FRAGMENT });
      }
      next();
    },
    express.text({ type, limit: SDP_LIMIT }),
  ];
}

const textOf = (request: Request): string => (typeof request.body === 'string' ? request.body : '');

function create(settings: WhipOptions, kind: SessionKind) {
  return async (request: Request, response: Response): Promise<void> => {
    const roomId = roomOf(request);
    const entrant = await admitted(settings.entrance, kind, roomId, request);
    if (settings.rooms.isStopping) {
      throw new CallError('UNAVAILABLE', 'The server is about to stop: try again when it is back.');
    }
    const session = settings.sessions.open(kind, roomId, entrant.identity ?? undefined);
    let answer: string;
    try {
      answer = await start(settings, session, textOf(request), entrant);
      if (settings.entrance.isRevoked(entrant)) {
        throw new CallError('TOKEN_INVALID');
      }
    } catch (error) {
      session.close();
      throw error;
    }
    settings.logger.info({ roomId, kind }, 'session began');
    response.status(201).set({
      location: `/${kind}/${roomId}/${session.id}`,
      etag: session.etag,
      'accept-patch': FRAGMENT,
    });
    const links = iceServerLinks(settings.iceServersFor(session.peerId ?? kind));
    if (links.length > 0) {
      response.set('link', links);
    }
    // Without express's `; charset=utf-8`, which some encoders do not expect of SDP.
    response.setHeader('content-type', SDP);
    response.end(answer);
  };
}

/**
 * What the bearer may do. Encoders need a token; players need one where the deployment is closed, and one that they
 * have must be good.
 */
async function admitted(entrance: Entrance, kind: SessionKind, roomId: RoomId, request: Request): Promise<Entrant> {
  const token = bearerToken(request.headers.authorization);
  if (token === undefined && kind === 'whip') {
    throw new CallError('TOKEN_REQUIRED', 'A bearer token is needed.');
  }
  const right = kind === 'whip' ? 'publish' : 'subscribe';
  return await entrance.admit({ roomId, token, address: clientAddress(request), right });
}

function roomOf(request: Request): RoomId {
  const parsed = roomIdSchema.safeParse(request.params['roomId']);
  if (!parsed.success) {
    throw new Problem(404, 'No room can have this name.');
  }
  return parsed.data;
}

function sessionOf({ sessions }: WhipOptions, kind: SessionKind, request: Request) {
  const session = sessions.get(kind, roomOf(request), String(request.params['sessionId']));
  if (session === undefined) {
    throw new Problem(404, 'There is no such session; it may have ended.');
  }
  return session;
}
