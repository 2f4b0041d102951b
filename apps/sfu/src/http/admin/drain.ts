import { CallError } from '@plenary/protocol';
import express, { type Response, type Router } from 'express';
import { z } from 'zod';
import type { Drain } from '../../drain.ts';
import type { RoomRegistry } from '../../rooms/registry.ts';
import { jsonBody, valid } from '../input.ts';

const drainInput = z.strictObject({ seconds: z.number().min(0).max(86_400) });

/**
 * `GET /drain`: whether the server is on its way to its end; `PUT /drain` begins that, or changes the time that calls
 * have; `DELETE /drain` takes it back, which is a 409 after SIGTERM. Each answers
 * `{"phase": "running" | "draining" | "stopped", "endsAt": …, "rooms": …, "peers": …}`.
 */
export function drainRoutes(drain: Drain, rooms: Pick<RoomRegistry, 'roomCount' | 'peerCount'>): Router {
  const answer = (response: Response): void => {
    const { state } = drain;
    response.json({
      phase: state.phase,
      /** In milliseconds since 1970. */
      endsAt: state.phase === 'draining' ? state.endsAt : null,
      rooms: rooms.roomCount,
      peers: rooms.peerCount,
    });
  };
  const router = express.Router();
  router.get('/', (_request, response) => answer(response));
  router.put('/', jsonBody, (request, response) => {
    const input = valid(drainInput, request.body, response);
    if (input !== null) {
      drain.begin(input.seconds);
      answer(response);
    }
  });
  router.delete('/', (_request, response) => {
    if (drain.cancel()) {
      answer(response);
    } else {
      response.status(409).json(new CallError('CONFLICT', 'the process was told to stop').toWire());
    }
  });
  return router;
}
