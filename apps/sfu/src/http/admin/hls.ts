import { CallError, hlsPath, roomIdSchema, type HlsStatus, type RoomId } from '@plenary/protocol';
import express, { type RequestHandler, type Router } from 'express';
import type { RoomRegistry } from '../../rooms/registry.ts';
import type { Room } from '../../rooms/room.ts';
import { valid } from '../input.ts';

/**
 * `GET`, `POST` and `DELETE /rooms/<roomId>/hls`: how a room's HLS output is, turning it on and off. Each answers
 * `{"hls": …, "playlist": …}`; a room that is not open is a 404, one that is encrypted end to end a 409, a server that can't do it a 503.
 */
export function hlsAdminRoutes(rooms: RoomRegistry): Router {
  const answer = (roomId: RoomId, hls: HlsStatus | null): object => ({ hls, playlist: hls === null ? null : hlsPath(roomId) });
  const withRoom = (act: (room: Room) => Promise<HlsStatus | null> | HlsStatus | null): RequestHandler =>
    async (request, response) => {
      const roomId = valid(roomIdSchema, request.params.roomId, response);
      if (roomId === null) {
        return;
      }
      const room = rooms.get(roomId);
      if (room === null) {
        response.status(404).json(new CallError('NOT_FOUND', 'the room is not open').toWire());
        return;
      }
      try {
        response.json(answer(roomId, await act(room)));
      } catch (error) {
        if (!(error instanceof CallError)) {
          throw error;
        }
        response.status(error.code === 'CONFLICT' ? 409 : 503).json(error.toWire());
      }
    };
  const router = express.Router();
  router.route('/:roomId/hls')
    .get(withRoom((room) => room.hls.status))
    .post(withRoom((room) => room.hls.start()))
    .delete(withRoom(async (room) => {
      await room.hls.stop();
      return null;
    }));
  return router;
}
