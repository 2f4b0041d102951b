import { CallError, roomIdSchema, roomSettingsChangeSchema } from '@plenary/protocol';
import express, { type Router } from 'express';
import type { RoomRegistry } from '../../rooms/registry.ts';
import { jsonBody, valid } from '../input.ts';

/**
 * `GET` and `PUT /rooms/<roomId>/settings`. `PUT` takes some of the settings and answers the whole. Those of a
 * room that is not open are kept for its opening, for as many rooms as the server may have. What an encrypted room
 * can't have is a 409.
 */
export function roomRoutes(rooms: RoomRegistry): Router {
  const router = express.Router();
  router.get('/:roomId/settings', (request, response) => {
    const roomId = valid(roomIdSchema, request.params.roomId, response);
    if (roomId !== null) {
      response.json(rooms.settingsOf(roomId));
    }
  });
  router.put('/:roomId/settings', jsonBody, (request, response) => {
    const roomId = valid(roomIdSchema, request.params.roomId, response);
    const change = roomId === null ? null : valid(roomSettingsChangeSchema, request.body, response);
    if (roomId === null || change === null) {
      return;
    }
    try {
      response.json(rooms.changeSettings(roomId, change));
    } catch (error) {
      if (!(error instanceof CallError)) {
        throw error;
      }
      response.status(409).json(error.toWire());
    }
  });
  return router;
}
