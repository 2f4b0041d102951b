import { farewellSchema } from '@plenary/protocol';
import type { RequestHandler } from 'express';
import type { RoomRegistry } from '../rooms/registry.ts';
import { valid } from './input.ts';

/**
 * `POST /api/v1/leave`: a stay is over by its client's will, which could not say so over its socket. Who has the resume
 * token may take the stay up, and so may end it. The answer is the same whether there was such a stay or not.
 */
export function farewell(rooms: Pick<RoomRegistry, 'leave'>): RequestHandler {
  return (request, response) => {
    const input = valid(farewellSchema, request.body, response);
    if (input !== null) {
      rooms.leave(input.roomId, input.resumeToken);
      response.status(204).end();
    }
  };
}
